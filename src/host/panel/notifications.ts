/** A run that ends out of sight is told once, a failure whatever the settings say. In sight, the panel tells it. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { Session } from '../../session/types.ts';
import type { Log } from '../log.ts';
import type { RunManager } from '../../app/runManager.ts';
import { endText, mainResult } from '../../app/runs/runText.ts';
import * as settings from '../settings.ts';
import { inform, showError } from '../show.ts';
import type { TrainPanel } from './trainPanel.ts';

/** Milliseconds: a short run may end while its panel is still opening. */
const PANEL_OPENS_WITHIN = 1000;

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
    // The user has stopped the run and knows it.
    if (!failed && (end.reason === 'stopped' || !settings.notifiesAtEnd())) return;
    const { spec } = session.run.plan;
    const last = session.snapshot().epochs.at(-1);
    const text = endText(spec.name, end, mainResult(spec.metrics[0]?.type ?? 'loss', last));
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!isInSight(session)) void tell(session, text, failed);
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
