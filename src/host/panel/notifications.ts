/** A run that ends out of sight is told once; a failure always. Nothing else interrupts. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { RunEnd } from '../../run/run.ts';
import type { Session } from '../../session/types.ts';
import type { Log } from '../log.ts';
import type { RunManager } from '../../app/runManager.ts';
import * as settings from '../settings.ts';
import { inform, showError } from '../show.ts';
import type { TrainPanel } from './trainPanel.ts';

/** Milliseconds: a short run may end while its panel is still opening. */
const PANEL_OPENS_WITHIN = 1000;

function endText(session: Session, end: RunEnd): string {
  const { name } = session.run.plan.spec;
  switch (end.reason) {
    case 'completed':
      return vscode.l10n.t('{0} is trained: {1} epochs in {2} s.', name, end.epochs, end.seconds.toFixed(1));
    case 'earlyStopping':
      return vscode.l10n.t(
        '{0} has stopped early after {1} epochs: it no longer got better.',
        name,
        end.epochs,
      );
    case 'stopped':
      return vscode.l10n.t('{0} was stopped after {1} epochs.', name, end.epochs);
    case 'failed':
      return vscode.l10n.t('{0} has failed: {1}', name, end.message ?? end.code ?? '');
  }
}

export function createNotifications(manager: RunManager, panel: TrainPanel, log: Log): Disposable {
  const timers = new Set<ReturnType<typeof setTimeout>>();

  const isInSight = (session: Session): boolean => {
    const { shown } = manager;
    return shown.kind === 'live' && shown.session === session && panel.visible && vscode.window.state.focused;
  };
  const tell = async (session: Session, text: string, failed: boolean): Promise<void> => {
    const show = vscode.l10n.t('Show');
    const choice = await (failed ? showError(text, show) : inform(text, show));
    if (choice !== show) return;
    manager.show({ kind: 'live', session });
    await panel.show(false);
  };
  const listener = manager.onEnd.on(({ session, end }) => {
    const failed = end.reason === 'failed';
    if (failed) log.channel.error(`run ${session.run.id}: ${end.code ?? ''} ${end.message ?? ''}`);
    else log.channel.info(`run ${session.run.id}: ${end.reason}, ${end.steps} steps, ${end.seconds} s`);
    // A run that is stopped was stopped by the user, who knows.
    if (!failed && (end.reason === 'stopped' || !settings.notifiesAtEnd())) return;
    const text = endText(session, end);
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (failed || !isInSight(session)) void tell(session, text, failed);
    }, PANEL_OPENS_WITHIN);
    timers.add(timer);
  });
  return {
    dispose: () => {
      listener.dispose();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
