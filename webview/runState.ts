/** The run in view: its facts, its data and what of it can be changed. */
import { type Control, stepsOfEpoch } from '../src/run/controls.ts';
import type { RecordDamage, Thinned } from '../src/run/recording.ts';
import type { RunEnd, RunInfo, RunStatus } from '../src/run/run.ts';
import { probesAtHand } from '../src/run/probes.ts';
import type { RunSnapshot } from '../src/run/snapshot.ts';
import { RunData } from './data/runData.ts';

export interface RunState {
  readonly info: RunInfo;
  readonly data: RunData;
  status: RunStatus;
  end: RunEnd | null;
  controls: readonly Control[];
  readonly damage: RecordDamage | undefined;
  readonly thinned: Thinned | undefined;
  /** The twin that is drawn beside it. */
  beside: RunState | null;
  /** Steps per second of training time over the last frames; NaN until known. */
  readonly pace: Pace;
}

/** Everything a snapshot says. */
export function openRun(snapshot: RunSnapshot): RunState {
  const { run, steps } = snapshot;
  const { plan } = run;
  const data = new RunData(run.series, plan.stepsPerEpoch, {
    nextSequence: snapshot.nextSequence,
    capacity: steps.count + 64,
    probes: probesAtHand(plan),
    stepsOf: (batchSize) => stepsOfEpoch(plan, batchSize),
  });
  for (const intervention of snapshot.interventions) data.change(intervention);
  data.fill(steps);
  for (const record of snapshot.epochs) data.addEpoch(record);
  data.checkpoints = snapshot.checkpoints;
  for (const record of snapshot.probes) data.addProbe(record);
  return {
    info: run,
    data,
    status: snapshot.status,
    end: snapshot.end,
    controls: snapshot.controls,
    damage: snapshot.damage,
    thinned: snapshot.thinned,
    beside: null,
    pace: new Pace(),
  };
}

/** True while the run can still be changed. */
export function isLive(status: RunStatus): boolean {
  return status === 'running' || status === 'paused' || status === 'preparing';
}

const PACE_WINDOW = 2000;

/** How fast the run goes by the clock on the wall, evaluation and pauses' ends included: what "time left" needs. */
export class Pace {
  readonly #seen: { readonly at: number; readonly step: number }[] = [];

  /** `step` had been reached at `at` milliseconds. */
  note(at: number, step: number): void {
    this.#seen.push({ at, step });
    while (this.#seen.length > 2 && at - (this.#seen[0]?.at ?? at) > PACE_WINDOW) this.#seen.shift();
  }

  /** A pause must not count as slow training. */
  reset(): void {
    this.#seen.length = 0;
  }

  /** NaN until two frames have come. */
  get stepsPerSecond(): number {
    const [first] = this.#seen;
    const last = this.#seen.at(-1);
    if (first === undefined || last === undefined || last.at === first.at) return NaN;
    return ((last.step - first.step) / (last.at - first.at)) * 1000;
  }
}

/** Samples per second: of the last epoch if one has ended, else from the pace. */
export function samplesPerSecond(state: RunState): number {
  const measured = state.pace.stepsPerSecond * state.info.plan.batchSize;
  if (state.status === 'running' && Number.isFinite(measured)) return measured;
  return state.data.epochs.latest?.samplesPerSecond ?? NaN;
}
