/** The status bar: epoch and loss of the run that commands are about while it goes; a click opens the panel. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Session } from '../../session/types.ts';
import type { RunManager } from '../../app/runManager.ts';
import { lastOf, statusBarText, type Progress } from '../../app/runs/statusBar.ts';

export function createStatus(manager: RunManager): Disposable {
  const owned = new DisposableStore();
  const item = owned.add(
    vscode.window.createStatusBarItem('nnspec.status', vscode.StatusBarAlignment.Left, 50),
  );
  item.name = vscode.l10n.t('NNSpec training');
  item.command = 'nnspec.showPanel';
  /** The bar's last message about each run that is going. */
  const latest = new WeakMap<Session, Progress>();

  const render = (): void => {
    const found = statusBarText(manager, (session) => latest.get(session));
    if (found === null) {
      item.hide();
      return;
    }
    item.text = found.text;
    item.tooltip = found.tooltip;
    item.show();
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
