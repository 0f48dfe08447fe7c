/** The status bar: epoch and loss of the run that commands are about while it goes; a click opens the panel. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { oneLine } from '../../base/plainText.ts';
import { runLength } from '../../run/controls.ts';
import type { MetricFrame } from '../../run/frames.ts';
import type { Session } from '../../session/types.ts';
import type { RunManager } from '../../app/runManager.ts';
import { labelText } from '../../app/showText.ts';

/** The last epoch and loss of a frame; loss is the first series. Null for an empty frame. */
function lastOf(frame: MetricFrame, seriesCount: number): { epoch: number; loss: number } | null {
  if (frame.count === 0) return null;
  const epoch = new Float64Array(frame.epochs)[frame.count - 1];
  const loss = new Float64Array(frame.values)[(frame.count - 1) * seriesCount];
  return epoch === undefined || loss === undefined ? null : { epoch, loss };
}

/** Four significant digits, as in the panel's header. */
export const shortNumber = (value: number): string =>
  Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4 ? value.toPrecision(4) : value.toExponential(2);

export function createStatus(manager: RunManager): Disposable {
  const owned = new DisposableStore();
  const item = owned.add(
    vscode.window.createStatusBarItem('nnspec.status', vscode.StatusBarAlignment.Left, 50),
  );
  item.name = vscode.l10n.t('NNSpec training');
  item.command = 'nnspec.showPanel';
  /** What the bar last told of each run that is going. */
  const latest = new WeakMap<Session, { epoch: number; loss: number }>();

  const render = (): void => {
    const { shown } = manager;
    const session = manager.target;
    const last = session ? latest.get(session) : undefined;
    if (shown.kind === 'preparing') {
      item.text = `$(sync~spin) ${labelText(vscode.l10n.t('Preparing {0}', shown.name))}`;
      item.tooltip = vscode.l10n.t('Reading the data. Click to show the panel.');
      item.show();
    } else if (shown.kind === 'queued') {
      item.text = `$(clock) ${labelText(vscode.l10n.t('{0} is queued', shown.name))}`;
      item.tooltip = vscode.l10n.t('It trains as soon as another run ends. Click to show the panel.');
      item.show();
    } else if (session) {
      const { spec } = session.run.plan;
      const paused = session.status === 'paused';
      const { epochs } = runLength(session.run.plan, session.controls, undefined);
      const epoch = vscode.l10n.t('Epoch {0}/{1}', last?.epoch ?? 1, epochs);
      const loss = last ? ` · ${vscode.l10n.t('loss {0}', shortNumber(last.loss))}` : '';
      // Another thing is in the panel: the bar says whose numbers these are.
      const whose = session === manager.active ? '' : ` · ${labelText(spec.name)}`;
      item.text = `$(${paused ? 'debug-pause' : 'pulse'}) ${epoch}${loss}${whose}`;
      item.tooltip = oneLine(
        paused
          ? vscode.l10n.t('{0} is paused. Click to show the panel.', spec.name)
          : vscode.l10n.t('{0} is training. Click to show the panel.', spec.name),
      );
      item.show();
    } else item.hide();
  };
  owned.add(manager.onShown.on(render));
  owned.add(manager.onRuns.on(render));
  owned.add(
    manager.onFrame.on(({ session, frame }) => {
      const last = lastOf(frame, session.run.series.length);
      if (last) latest.set(session, last);
      if (session === manager.target) render();
    }),
  );
  return owned;
}
