/** First fixes for a run that has failed: an edit of its spec that can be undone, or a change of a run that goes on from its last good state. */
import path from 'node:path';
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import { firstFix } from '../../app/mend/firstFixes.ts';
import { liveChanges } from '../../app/mend/live.ts';
import { keptRunIn } from '../../app/panel/shown.ts';
import { LEARNING_RATE } from '../../run/controls/control.ts';
import { SPEC_FILE } from '../../runs/folder/runFile.ts';
import { readPlainText } from '../../runs/folder/safePaths.ts';
import { openSpec, shownRun, writeValues } from '../editor/applyToSpec.ts';
import type { Services } from '../services.ts';
import type { StartResult } from '../../session/types.ts';
import { inform } from '../show.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { start, train } from './training.ts';

/** Resolves with the new run; undefined if nothing was to be changed. */
export async function fixAndRestart(services: Services, name: unknown): Promise<StartResult | undefined> {
  const { document, spec } = await openSpec(services, shownRun(services).run.specPath);
  const values = firstFix(name, spec);
  if (values.length === 0) {
    void inform(vscode.l10n.t('The spec already has these values.'));
    return undefined;
  }
  await writeValues(document, values);
  return train(services, document.uri);
}

/**
 * Goes on from the last good state of the shown run, in a new run that has the fix from its first step on; the spec stays as it is.
 * @throws NnError the first problem that keeps the run from starting
 */
export async function fixAndGoOn(services: Services, name: unknown): Promise<StartResult | undefined> {
  const { run, controls } = shownRun(services);
  const folder = keptRunIn(services.manager.shown)?.folder;
  if (folder === undefined) return undefined;
  const { spec } = run.plan;
  // The rate may have been changed while it trained.
  const learningRate =
    controls.find(({ path: at }) => at === LEARNING_RATE)?.value ?? spec.optimizer.learningRate;
  const edits = firstFix(name, { ...spec, optimizer: { ...spec.optimizer, learningRate } });
  if (edits.length === 0) {
    void inform(vscode.l10n.t('The run already has these values.'));
    return undefined;
  }
  const specText = await readPlainText(path.join(folder, SPEC_FILE));
  const options = {
    ...sessionOptions(services.context, vscode.Uri.file(run.specPath), specText),
    branchFrom: { folder, checkpoint: 'last', kind: 'branch' as const },
    startPaused: true,
  };
  const started = await start(services, options, run.name);
  const { session, problems } = started;
  if (!session) {
    const problem = problems.find(({ severity }) => severity === 'error');
    if (problem) throw new NnError(problem);
    return started;
  }
  for (const { path: at, value } of liveChanges({ edits }, spec, session.controls) ?? [])
    await session.set(at, value);
  await session.resume();
  return started;
}
