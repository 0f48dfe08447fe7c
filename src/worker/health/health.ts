/**
 * Looks at a run with the rules of training health, at steps that the plan fixes: all of the first hundred, then so few that
 * they cost next to nothing. All that it remembers is a list of numbers, which goes into checkpoints.
 */
import type { Cell, Course, Judge, Rule, RuleSetting, Watched } from '../../kinds/rules/rule.ts';
import type { RuleId } from '../../kinds/rules/support/settings.ts';
import { RULES } from '../../kinds/rules/table.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import type { FindingNote } from '../../run/events/findings.ts';
import type { RunEnd } from '../../run/run.ts';
import type { TensorSnapshot } from '../../run/tensorSnapshots.ts';
import { FindingSpot } from './spots.ts';

/** Steps and epochs at the beginning that are all looked at. */
const DENSE = 100;
/** Share of a step's time that looks may take, and seconds that one takes: in all, and for each layer. */
const SHARE = 0.003;
const LOOK = 5e-7;
const LOOK_LAYER = 3e-7;
/** Seconds of a look at an epoch or a block: where they are of few short steps, not all epochs are looked at, and blocks get longer. */
const LOOK_EPOCH = 7e-7;
/** Steps after which blocks may be longer. */
const SHORT = 1000;
/** Steps of a block, of which the mean loss is judged, and samples that make a mean worth judging. */
const BLOCK = 10;
const MOST_BLOCK = 64;
const SAMPLES = 256;
/** The end of a run whose numbers are not finite any more. */
const NOT_FINITE = 'NN-TRAIN-NOT-FINITE';
/** Steps of the loss that stands for knowing nothing where none is known. */
const FIRST = 5;
/** Samples of a batch whose loss says enough. */
const LARGE_BATCH = 16;

export interface HealthOptions {
  readonly watched: Watched;
  /** Settings of the rules as the spec has them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Training samples, and seconds of a step as the plan reckons them. */
  readonly samples: number;
  readonly stepSeconds: number;
  /** The numbers of `state` after the step that the run goes on from. */
  readonly state?: readonly number[] | undefined;
}

function isSetting(value: unknown): value is RuleSetting {
  return typeof value === 'object' && value !== null && (value as Partial<RuleSetting>).enabled === true;
}

export class Health {
  readonly #cells: Cell[] = [];
  /** Hears what is found. */
  tell: (note: FindingNote) => void = () => undefined;
  readonly #watched: Watched;
  readonly #stride: number;
  readonly #block: number;
  readonly #steps: readonly Judge[];
  readonly #blocks: readonly Judge[];
  readonly #epochs: readonly Judge[];
  readonly #probes: readonly Judge[];
  readonly #starts: readonly Judge[];
  readonly #notFinite: boolean;
  readonly #guess: number | null;
  readonly #first: Cell;
  readonly #recent: Cell;
  readonly #least: Cell;
  /** Losses of the block that goes on. */
  readonly #sum: Cell;
  readonly #count: Cell;
  readonly #hasBegun: Cell;
  /** The next step that is looked at, and the one from which on an epoch is. */
  readonly #due: Cell;
  readonly #dueEpoch: Cell;
  readonly #epochStride: number;
  /** Steps of the block that goes on. */
  readonly #length: Cell;

  constructor({ watched, settings, samples, stepSeconds, state }: HealthOptions) {
    this.#watched = watched;
    // Penalties are part of the loss, so that its scale is that of the first steps.
    this.#guess = watched.penalized ? null : watched.guess;
    this.#first = this.#cell();
    this.#recent = this.#cell();
    this.#least = this.#cell(Number.MAX_VALUE);
    this.#sum = this.#cell();
    this.#count = this.#cell();
    this.#hasBegun = this.#cell();
    this.#due = this.#cell();
    this.#dueEpoch = this.#cell();
    this.#epochStride = Math.ceil(LOOK_EPOCH / (SHARE * stepSeconds));
    const look = LOOK + LOOK_LAYER * watched.layers.length;
    this.#stride = Math.max(1, Math.ceil(look / (SHARE * stepSeconds)));
    const whole = watched.batchSize >= samples;
    const block = whole ? BLOCK : Math.min(MOST_BLOCK, Math.ceil(SAMPLES / watched.batchSize));
    this.#block = Math.max(BLOCK, block);
    this.#length = this.#cell(this.#block);
    const judges = Object.entries(RULES).flatMap(([rule, row]) => this.#watch(rule, row, settings[rule]));
    this.#steps = judges.filter((judge) => judge.step);
    this.#blocks = judges.filter((judge) => judge.block);
    this.#epochs = judges.filter((judge) => judge.epoch);
    this.#probes = judges.filter((judge) => judge.probe);
    this.#starts = judges.filter((judge) => judge.start);
    this.#notFinite = isSetting(settings['notFinite']);
    if (state?.length === this.#cells.length) {
      this.#cells.forEach((cell, index) => {
        cell.value = state[index] ?? 0;
      });
    }
  }

  /** All that is remembered; the same list after the same step. */
  state(): number[] {
    return this.#cells.map(({ value }) => value);
  }

  /** Before the first step; a run that goes on has been told already. */
  start(): void {
    if (this.#hasBegun.value > 0) return;
    this.#hasBegun.value = 1;
    for (const judge of this.#starts) judge.start?.();
  }

  /** A step has been made. Called a million times a second: what is not due costs an addition. */
  afterStep(step: number, row: Float64Array): void {
    this.#sum.value += row[0] ?? NaN;
    this.#count.value += 1;
    if (step < this.#due.value && this.#count.value < this.#length.value) return;
    this.#look(step, row);
  }

  afterEpoch({ epoch, step, trainEvaluated, train, validation }: EpochRecord): void {
    if (step < this.#dueEpoch.value) return;
    if (epoch >= DENSE) this.#dueEpoch.value = step + this.#epochStride;
    const evaluated = trainEvaluated ?? train;
    const look = {
      step,
      course: this.#course(),
      training: evaluated['loss'] ?? NaN,
      unpenalized: evaluated['unpenalizedLoss'] ?? evaluated['loss'] ?? NaN,
      validation: validation?.['loss'],
    };
    for (const judge of this.#epochs) judge.epoch?.(look);
  }

  afterProbe({ step, activations }: Pick<TensorSnapshot, 'step' | 'activations'>): void {
    const look = { step, course: this.#course(), activations };
    for (const judge of this.#probes) judge.probe?.(look);
  }

  #look(step: number, row: Float64Array): void {
    const loss = row[0] ?? NaN;
    // Of a run that has failed, its end tells.
    if (!Number.isFinite(loss)) return;
    const first = this.#watched.batchSize >= LARGE_BATCH && this.#guess !== null ? 1 : FIRST;
    if (step <= first) this.#first.value += (loss - this.#first.value) / step;
    if (step === 1) this.#recent.value = loss;
    if (step >= this.#due.value) {
      this.#due.value = step < DENSE ? step + 1 : (Math.floor(step / this.#stride) + 1) * this.#stride;
      const look = { step, course: this.#course(), row };
      for (const judge of this.#steps) judge.step?.(look);
    }
    if (this.#count.value < this.#length.value) return;
    if (step >= SHORT) this.#length.value = Math.max(this.#block, this.#epochStride);
    this.#recent.value = this.#sum.value / this.#count.value;
    this.#least.value = Math.min(this.#least.value, this.#recent.value);
    this.#sum.value = 0;
    this.#count.value = 0;
    const course = this.#course();
    for (const judge of this.#blocks) judge.block?.({ step, course });
  }

  /** A run that has ended since its numbers are not finite: the end says of which layer. */
  failed({ code, message, text, steps }: RunEnd): void {
    if (!this.#notFinite || code !== NOT_FINITE || message === undefined) return;
    const layer = text?.params?.['layer'];
    this.tell({
      rule: 'notFinite' satisfies RuleId,
      layer: typeof layer === 'string' ? layer : null,
      severity: 'error',
      since: steps,
      step: steps,
      value: null,
      threshold: null,
      until: null,
      code,
      message,
      ...(text && { text }),
    });
  }

  readonly #notify = (note: FindingNote): void => {
    this.tell(note);
  };

  #course(): Course {
    const first = this.#first.value;
    const scale = this.#guess ?? first;
    return { scale, first, recent: this.#recent.value, least: this.#least.value };
  }

  #watch(rule: string, row: Rule, setting: unknown): Judge[] {
    if (!isSetting(setting)) return [];
    const cell = (initial?: number): Cell => this.#cell(initial);
    const judge = row.watch(this.#watched, setting, {
      cell,
      spot: (layer, hysteresis) => new FindingSpot({ rule, layer, cell, tell: this.#notify, ...hysteresis }),
    });
    return judge ? [judge] : [];
  }

  /** Numbers start at 0. */
  #cell(value = 0): Cell {
    const cell = { value };
    this.#cells.push(cell);
    return cell;
  }
}
