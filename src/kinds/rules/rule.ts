/**
 * A rule of training health: its thresholds, and the judge that looks at a run with them. A judge sees only what the run
 * records at steps that the plan fixes, and keeps numbers in cells, which go into checkpoints. So the same run has the same
 * findings when it is repeated or resumed, whatever the number of threads and the pace.
 */
import type { CodedText } from '../../base/problems/text.ts';
import { mapped, object, optional, union } from '../../base/schema/composites.ts';
import { boolean } from '../../base/schema/primitives.ts';
import type { Key, Keys, Resolved, Schema } from '../../base/schema/schema.ts';
import type { FixId } from './support/fixes.ts';

/** In order, a warning, an error. */
export type Level = 0 | 1 | 2;

/** A number that a judge remembers; it is part of checkpoints. */
export interface Cell {
  value: number;
}

/** The finding in numbers and in words; asked for only when it is told. */
export interface Told {
  /** Null where it is not finite. */
  readonly value: number | null;
  readonly threshold: number | null;
  readonly text: CodedText;
}

/** A place of which a rule may find something: a layer, or the run as a whole. */
export interface Spot {
  /** A finding is open. */
  readonly open: boolean;
  /**
   * A check: `level` is what this look alone says. A finding opens after enough checks that agree, and ends after enough that
   * do not. `weight`: the number of checks that this one counts for.
   */
  check(step: number, level: Level, told: () => Told, weight?: number): void;
  /** Ends the finding that is open, if one is. */
  end(step: number): void;
}

/** Numbers of checks that open a finding and end it. */
export interface Hysteresis {
  readonly needed: number;
  readonly calm: number;
}

export interface Tools {
  cell(initial?: number): Cell;
  /** `layer`: its id; null: the run as a whole. */
  spot(layer: string | null, hysteresis: Hysteresis): Spot;
}

/** A trainable layer; `column` of a step's row is the norm of its gradient, then come mean gradient, weight and update norm. */
export interface WatchedLayer {
  readonly id: string;
  readonly column: number;
  /** Units of a layer that sums its inputs; else 0. */
  readonly units: number;
}

/** A layer whose activations are looked at, in the order of the looks. */
export interface WatchedActivation {
  readonly id: string;
  /** Its units can be 0 with a slope of 0. */
  readonly dies: boolean;
}

/** One input over the training rows that were looked at. */
export interface InputRange {
  readonly name: string;
  readonly least: number;
  readonly largest: number;
  readonly mean: number;
  readonly deviation: number;
}

/** The facts of a run that rules need. */
export interface Watched {
  /** First layer first. */
  readonly layers: readonly WatchedLayer[];
  readonly activations: readonly WatchedActivation[];
  /** The loss of a model that thinks all classes alike; null if the loss has none. */
  readonly guess: number | null;
  /** The loss of the best constant output, of some training rows; null where `guess` is one. */
  readonly constant: number | null;
  /** The loss has penalties in it, of these layers. */
  readonly penalized: boolean;
  readonly penalties: readonly string[];
  /** Hidden layers, if all layers are linear: together they are no more than one. */
  readonly linear: readonly string[];
  /** Hidden layers of several units that begin with equal weights. */
  readonly equal: readonly string[];
  readonly batchSize: number;
  /** Steps of the whole run, as planned. */
  readonly steps: number;
  /** Empty if they are not known (text) or a layer scales them. */
  readonly inputs: readonly InputRange[];
  readonly output: {
    readonly layer: string;
    readonly units: number;
    readonly activation: string;
    readonly loss: string;
    /** The activation that the loss is meant for, if it is meant for one. */
    readonly wanted: string | undefined;
    /** Outputs of the activation: probabilities each by itself or together, or any numbers. */
    readonly probabilities: 'each' | 'together' | undefined;
    /** The ends of its activation, where the loss compares numbers, and the share of targets that lie beyond. */
    readonly reach: { readonly least: number; readonly largest: number; readonly beyond: number } | null;
  };
}

/** The loss so far. */
export interface Course {
  /** The loss of knowing nothing: that of guessing, else that of the first steps. */
  readonly scale: number;
  /** That of the first steps. */
  readonly first: number;
  /** Mean of the last block of steps. */
  readonly recent: number;
  /** Least mean of a block. */
  readonly least: number;
}

export interface StepLook {
  readonly step: number;
  readonly course: Course;
  /** The step's row: loss, learning rate, then four columns a layer. */
  readonly row: Float64Array;
}

/** A block of steps has ended; its mean loss is `course.recent`. */
export type BlockLook = Omit<StepLook, 'row'>;

export interface EpochLook extends BlockLook {
  /** Evaluated at the end of the epoch, on the same training rows each time. */
  readonly training: number;
  /** The same without penalties. */
  readonly unpenalized: number;
  readonly validation: number | undefined;
}

export interface ProbeLook extends BlockLook {
  /** In the order of `Watched.activations`. */
  readonly activations: readonly { readonly dead: number; readonly saturated: number | null }[];
}

export interface Judge {
  /** Before training. */
  readonly start?: () => void;
  readonly step?: (look: StepLook) => void;
  readonly block?: (look: BlockLook) => void;
  readonly epoch?: (look: EpochLook) => void;
  readonly probe?: (look: ProbeLook) => void;
}

/** The part of a spec to which a finding without a layer belongs. */
export type RulePlace = 'optimizer' | 'data' | 'loss' | 'model';

/** The facts of a rule that the format and the documents have. */
export interface RuleSettings<K extends Keys = Keys> {
  readonly summary: string;
  /** Its thresholds. */
  readonly keys: K;
  readonly place: RulePlace;
  /** Paper or tool that it comes from. */
  readonly source: string;
  /** The ways of mending what it finds, the best one first. */
  readonly fixes: readonly FixId[];
}

export interface Rule<K extends Keys = Keys> {
  /** Null: the run has nothing that the rule looks at. */
  watch(watched: Watched, thresholds: Resolved<K>, tools: Tools): Judge | null;
}

/** A file's entry; the thresholds' types follow from the keys of the settings. */
export function judgeOf<K extends Keys>(_settings: RuleSettings<K>, rule: Rule<K>): Rule<K> {
  return rule;
}

/** A rule's setting in a resolved spec. */
export type RuleSetting = { readonly enabled: boolean } & Readonly<Record<string, unknown>>;

const enabled = optional(boolean(), true, 'Whether the rule is checked.');

/** The key of a rule: true, false or an object with its thresholds. */
export function ruleKey({ summary, keys }: Pick<RuleSettings, 'summary' | 'keys'>): Key<RuleSetting> {
  const all = { enabled, ...keys };
  const defaults = Object.fromEntries(
    Object.entries(all).map(([name, key]) => [
      name,
      key.presence.kind === 'default' ? key.presence.keras : null,
    ]),
  );
  const switched: Schema<RuleSetting> = mapped(boolean(), (on) => ({ ...defaults, enabled: on }));
  const adjusted: Schema<RuleSetting> = mapped(object(all), (read) => ({ ...read, enabled: read.enabled }));
  const schema = union<RuleSetting>('true, false or an object with thresholds', [switched, adjusted]);
  return optional<RuleSetting>(schema, { ...defaults, enabled: true }, summary, 'on, with its defaults');
}
