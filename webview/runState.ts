/** The run in view: its facts, its data and what of it can be changed. */
import { stepsOfEpoch } from '../src/run/controls/length.ts';
import type { Control } from '../src/run/controls/control.ts';
import { EpochRows, type EpochFrame } from '../src/run/epochs.ts';
import { takeEvent } from '../src/run/events/dispatch.ts';
import type { RunEvent } from '../src/run/events/event.ts';
import {
  factsOf,
  firstFacts,
  snapshotOfFacts,
  type RunFacts,
  type RunRecord,
} from '../src/run/events/record.ts';
import type { MetricFrame } from '../src/run/frames.ts';
import { snapshotsAtHand, type TensorSnapshot } from '../src/run/tensorSnapshots.ts';
import type { RecordDamage, Thinned } from '../src/run/recording.ts';
import type { RunEnd, RunInfo, RunStatus } from '../src/run/run.ts';
import type { RunSnapshot } from '../src/run/snapshot.ts';
import { RunData, type FrameOutcome } from './data/runData.ts';

export class RunState implements RunRecord {
  readonly info: RunInfo;
  readonly data: RunData;
  readonly damage: RecordDamage | undefined;
  /** Ids of the layers whose activations are in the snapshots of the tensors. */
  readonly activationLayers: readonly string[];
  /** The twin that is drawn beside it. */
  beside: RunState | null = null;
  /** Steps per second of training time over the last frames; NaN until known. */
  readonly pace = new Pace();
  #facts = firstFacts([]);

  /** The name of the comparison that it was opened from. */
  readonly back: string | null;

  /** Takes in everything that a snapshot says. */
  constructor(snapshot: RunSnapshot & { readonly back?: string }) {
    this.back = snapshot.back ?? null;
    const { run, steps, nextSequence } = snapshot;
    const { plan } = run;
    this.info = run;
    this.damage = snapshot.damage;
    this.activationLayers = snapshot.activationLayers;
    this.data = new RunData(run.series, plan.stepsPerEpoch, {
      nextSequence,
      capacity: steps.count + 64,
      tensorSnapshots: snapshotsAtHand(plan, snapshot.activationLayers.length),
      stepsOf: (batchSize) => stepsOfEpoch(plan, batchSize),
    });
    // Changes of the batch size say where the epochs of the steps end.
    this.facts = factsOf(snapshot);
    this.data.fill(steps);
    for (const record of snapshot.epochs) this.data.addEpoch(record);
    for (const record of snapshot.tensorSnapshots) this.addSnapshot(record);
  }

  /** Takes in what happens to the run, at `now` in milliseconds; `gap` if frames are missing before it. */
  receive(event: RunEvent, now: number): FrameOutcome {
    const outcome = event.type === 'frame' ? this.data.outcomeOf(event.frame) : 'added';
    takeEvent(this, event);
    if (event.type === 'frame' && outcome === 'added') this.pace.note(now, this.data.lastStep);
    return outcome;
  }

  get facts(): RunFacts {
    return this.#facts;
  }

  set facts(facts: RunFacts) {
    const before = this.#facts;
    for (const made of facts.interventions.slice(before.interventions.length)) this.data.change(made);
    this.data.checkpoints = facts.checkpoints;
    this.data.verdicts.take(facts.findings);
    if (facts.status !== before.status) this.pace.reset();
    this.#facts = facts;
  }

  get status(): RunStatus {
    return this.#facts.status;
  }

  get end(): RunEnd | null {
    return this.#facts.end;
  }

  get controls(): readonly Control[] {
    return this.#facts.controls;
  }

  get thinned(): Thinned | undefined {
    return snapshotOfFacts(this.#facts).thinned;
  }

  addFrame(frame: MetricFrame): void {
    this.data.add(frame);
  }

  addEpochs(epochs: EpochFrame): void {
    for (const record of new EpochRows(epochs).toArray()) this.data.addEpoch(record);
  }

  addSnapshot(record: TensorSnapshot): void {
    this.data.addSnapshot(record);
  }
}

const PACE_WINDOW = 2000;

/** The pace of a run by the wall clock, with evaluation and the ends of pauses included, as "time left" needs it. */
class Pace {
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
