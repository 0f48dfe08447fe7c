/** Real trainings with the rules of training health. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadDataset } from '../../../../src/data/load.ts';
import { createTrainer } from '../../../../src/engine/trainer.ts';
import { arenaElements, sparseRoom } from '../../../../src/engine/wasm/arena.ts';
import { createWasmBackend } from '../../../../src/engine/wasm/backend.ts';
import { takeSnapshot } from '../../../../src/engine/evaluation/tensorSnapshot.ts';
import type { CheckpointState } from '../../../../src/run/checkpoints.ts';
import { loadSpec } from '../../../../src/format/load.ts';
import { healthIn } from '../../../../src/engine/state.ts';
import { makePlan } from '../../../../src/plan/plan.ts';
import type { FindingNote } from '../../../../src/run/events/findings.ts';
import { fileHost } from '../../../../src/worker/files/fileHost.ts';
import { Health } from '../../../../src/worker/health/health.ts';
import { watchedOf } from '../../../../src/worker/health/watched.ts';
import { compiledKernels } from '../../kernels/compiled.ts';
import { reckon, SnapshotSchedule } from '../../../../src/worker/snapshotSchedule.ts';

let modules: Awaited<ReturnType<typeof compiledKernels>>;

// Of every file that imports this one.
before(async function () {
  this.timeout(60_000);
  modules = await compiledKernels();
});

const root = path.resolve(import.meta.dirname, '../../../..');

export interface Outcome {
  readonly notes: readonly FindingNote[];
  /** The state after `cut` steps. */
  readonly state: CheckpointState | null;
}

export async function exampleText(name: string): Promise<string> {
  return readFile(path.join(root, 'examples', `${name}.nnspec.json`), 'utf8');
}

/** Trains the spec for at most `steps` steps; `from`: goes on from a state; `cut`: keeps the state after so many. */
export async function watchRun(
  text: string,
  { steps = Infinity, from, cut }: { steps?: number; from?: CheckpointState; cut?: number } = {},
): Promise<Outcome> {
  const { spec, problems } = loadSpec(text, 'test.nnspec.json');
  if (!spec) throw new Error(problems.map(({ message }) => message).join('\n'));
  const host = fileHost({ baseDir: path.join(root, 'examples'), allowedRoots: null, memoryLimit: 2 ** 31 });
  const dataset = await loadDataset(spec, host, null);
  const { plan } = makePlan(spec, dataset.shape, 2 ** 31);
  if (!plan) throw new Error('There is no plan.');
  const room = sparseRoom(plan, [dataset.train.x]);
  const backend = createWasmBackend(modules.relaxed, arenaElements(plan), 'relaxed', { room });
  const health = new Health({
    watched: watchedOf(plan, dataset.train.x),
    settings: spec.health,
    samples: dataset.train.count,
    stepSeconds: reckon(plan).step,
    state: from && healthIn(from),
  });
  const notes: FindingNote[] = [];
  health.tell = (note) => notes.push(note);
  const trainer = createTrainer({
    ...{ plan, dataset, backend, now: () => 0, health: () => health.state() },
    ...(from && { resume: from }),
  });
  const schedule = new SnapshotSchedule(plan);
  let state: CheckpointState | null = null;
  health.start();
  for (const event of trainer.run()) {
    if (event.kind === 'step') health.afterStep(event.step, event.row);
    else if (event.kind === 'epoch') {
      health.afterEpoch(event.record);
      if (schedule.dueAfterEpoch(event.record.epoch)) health.afterProbe(trainer.inspect(takeSnapshot));
    } else health.failed(event.end);
    if (event.kind === 'step' && event.step === cut) state = trainer.checkpoint();
    if (trainer.step >= steps) break;
  }
  return { notes, state };
}
