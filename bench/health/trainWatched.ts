/** A whole training in this thread, with the rules of training health looking on as they do in the worker. */
import { loadDataset } from '../../src/data/load.ts';
import { takeSnapshot } from '../../src/engine/evaluation/tensorSnapshot.ts';
import { healthIn } from '../../src/engine/state.ts';
import { createTrainer } from '../../src/engine/trainer.ts';
import { arenaElements, sparseRoom } from '../../src/engine/wasm/arena.ts';
import { createWasmBackend } from '../../src/engine/wasm/backend.ts';
import type { ResolvedSpec } from '../../src/format/types.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { CheckpointState } from '../../src/run/checkpoints.ts';
import type { EpochRecord } from '../../src/run/epochs.ts';
import type { FindingNote } from '../../src/run/events/findings.ts';
import type { RunEnd } from '../../src/run/run.ts';
import { fileHost } from '../../src/worker/files/fileHost.ts';
import { Health } from '../../src/worker/health/health.ts';
import { watchedOf } from '../../src/worker/health/watched.ts';
import { reckon, SnapshotSchedule } from '../../src/worker/snapshotSchedule.ts';

const LIMIT = 2 ** 31;

export interface WatchOptions {
  /** The kernels' relaxed build. */
  readonly module: WebAssembly.Module;
  /** The folder that paths of the spec are relative to. */
  readonly baseDir: string;
  /** Steps after which it is cut off. */
  readonly steps?: number;
  /** Goes on from a state. */
  readonly from?: CheckpointState | undefined;
  /** Keeps the state after so many steps. */
  readonly cut?: number | undefined;
}

export interface Watched {
  readonly notes: readonly FindingNote[];
  /** The state after `cut` steps. */
  readonly state: CheckpointState | null;
  /** The last epoch that was whole. */
  readonly last: EpochRecord | null;
  /** Absent if it was cut off. */
  readonly end: RunEnd | null;
  /** The loss of guessing, if the loss has one. */
  readonly guess: number | null;
}

/** A spec that is refused before the first step; the message says why. */
export class Refused extends Error {}

/** Throws `Refused` if the spec and its data have no plan. */
export async function trainWatched(
  spec: ResolvedSpec,
  { module, baseDir, steps = Infinity, from, cut }: WatchOptions,
): Promise<Watched> {
  const host = fileHost({ baseDir, allowedRoots: null, memoryLimit: LIMIT });
  const dataset = await loadDataset(spec, host, null);
  const { plan, problems } = makePlan(spec, dataset.shape, LIMIT);
  if (!plan) throw new Refused(problems.map(({ message }) => message).join(' '));
  const room = sparseRoom(plan, [dataset.train.x, dataset.validation.x, dataset.test.x]);
  const backend = createWasmBackend(module, arenaElements(plan), 'relaxed', { room });
  const watched = watchedOf(plan, dataset.train);
  const health = new Health({
    watched,
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
  let due = schedule.stepAfter(trainer.step);
  let state: CheckpointState | null = null;
  let last: EpochRecord | null = null;
  let end: RunEnd | null = null;
  health.start();
  for (const event of trainer.run()) {
    if (event.kind === 'step') {
      health.afterStep(event.step, event.row);
      if (event.step >= due) {
        health.afterProbe(trainer.inspect(takeSnapshot));
        due = schedule.stepAfter(event.step);
      }
      if (event.step === cut) state = trainer.checkpoint();
    } else if (event.kind === 'epoch') {
      last = event.record;
      health.afterEpoch(last);
      if (schedule.dueAfterEpoch(last.epoch)) health.afterProbe(trainer.inspect(takeSnapshot));
    } else {
      ({ end } = event);
      health.failed(end);
    }
    if (trainer.step >= steps) break;
  }
  return { notes, state, last, end, guess: watched.guess };
}
