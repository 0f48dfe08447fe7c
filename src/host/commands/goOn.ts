/** The commands that go on from a run: for more epochs, from one of its checkpoints, and as a twin without a change. */
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import { EPOCHS } from '../../run/controls/control.ts';
import { checkpointChoices } from '../../app/runs/checkpointChoices.ts';
import { askValue } from './askValue.ts';
import { activeSession } from './control.ts';
import { startFrom } from '../runs/runCommands.ts';
import type { Services } from '../services.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { ask, pick } from '../show.ts';
import { start } from './training.ts';
import { alphaOf, withSchedule } from './withSchedule.ts';
import { resolveRun } from '../runs/workspaceRuns.ts';

/** Changes a setting of the shown run, and lets its twin go on from the same step without the change. */
export async function fork(services: Services, at: unknown, value: unknown): Promise<void> {
  const { manager, context } = services;
  const session = activeSession(services);
  const change =
    typeof at === 'string' && value !== undefined ? { path: at, value } : await askValue(session.controls);
  if (!change) return;
  const forked = await withSchedule(undefined, alphaOf(session), (schedule) =>
    session.fork(change.path, change.value, schedule),
  );
  if (!forked) return;
  const { bytes, step } = forked;
  const { folder, run } = session;
  if (folder === null) return;
  const options = {
    ...sessionOptions(context, vscode.Uri.file(run.specPath), ''),
    branchFrom: { folder, checkpoint: bytes, kind: 'fork' as const },
  };
  const { session: twin, problems } = await start(services, options, run.name, false);
  if (twin) {
    await session.noteTwin(twin.run.id, step);
    manager.pair(session, twin);
    return;
  }
  const problem = problems.find(({ severity }) => severity === 'error');
  if (problem) throw new NnError(problem);
}

async function askCount(): Promise<number | undefined> {
  const text = await ask({
    title: vscode.l10n.t('Train for how many more epochs?'),
    value: '10',
    validateInput: (input) =>
      /^[1-9]\d{0,6}$/.test(input.trim()) ? undefined : vscode.l10n.t('Enter a whole number from {0}.', 1),
  });
  return text === undefined ? undefined : Number(text);
}

/**
 * The shown run trains for more epochs: one that goes has them added, one that has ended goes on in its folder.
 * `choice` says how a cosine schedule goes on.
 */
export async function continueRun(services: Services, wanted: unknown, choice: unknown): Promise<void> {
  const { manager } = services;
  const count = typeof wanted === 'number' ? wanted : await askCount();
  if (count === undefined) return;
  const { active } = manager;
  if (active) {
    const now = active.controls.find((control) => control.path === EPOCHS)?.value ?? 0;
    await withSchedule(choice, alphaOf(active), (schedule) => active.set(EPOCHS, now + count, schedule));
    return;
  }
  const run = await resolveRun(manager, shownFolder(services), (one) => !one.live);
  if (!run) return;
  const alpha = run.values.get('training.learningRateSchedule.alpha');
  await withSchedule(choice, alpha, (schedule) =>
    startFrom(services, run, {
      ...{ resumeFrom: run.folder, moreEpochs: count },
      ...(schedule && { schedule }),
    }),
  );
}

/** Starts a new run from a checkpoint of the given or the shown one, which stays as it is. */
export async function branchRun(services: Services, argument: unknown, wanted: unknown): Promise<void> {
  const run = await resolveRun(services.manager, argument ?? shownFolder(services), () => true);
  if (!run) return;
  const checkpoint = typeof wanted === 'string' ? wanted : await askCheckpoint(run.folder);
  if (checkpoint === undefined) return;
  await startFrom(services, run, { branchFrom: { folder: run.folder, checkpoint, kind: 'branch' } });
}

async function askCheckpoint(folder: string): Promise<string | undefined> {
  const picked = await pick(await checkpointChoices(folder), {
    title: vscode.l10n.t('Go on from which checkpoint? A new run begins there.'),
  });
  return picked?.name;
}

function shownFolder({ manager }: Services): string | undefined {
  const { shown } = manager;
  if (shown.kind === 'record') return shown.folder;
  return shown.kind === 'live' ? (shown.session.folder ?? undefined) : undefined;
}
