/**
 * From gradients to new weights. The order in a step is penalties, clipping, decay, update, under both semantics
 * (keras/optimizers/base_optimizer.py; torch's clip_grad_norm_ comes before optimizer.step()).
 */
import { LAYER_SERIES, STEP_SERIES } from '../run/series.ts';
import type { GradientClipping, Semantics } from '../format/types.ts';
import { at } from '../base/values.ts';
import type { Backend, Tensor } from './backend.ts';
import { gradientFailure } from './failures.ts';
import { effective, type LiveControl } from '../run/controls/control.ts';
import { findControl, type LiveSettings } from '../run/controls/settings.ts';
import { gradientOf } from '../kinds/layers/layer.ts';
import { ONE_ROW, prepare, type Call } from '../kinds/operations/operation.ts';
import {
  addScaled,
  clipValue,
  penalize,
  PENALTY_SUMS,
  scale,
  sumAbsolute,
  sumSquares,
} from '../kinds/operations/parameters.ts';
import { slotOperands, update, type UpdateRule } from '../kinds/operations/update.ts';
import { UPDATE_SUMS } from '../kinds/optimizers/optimizer.ts';
import { coupledDecay, stepperOf } from '../kinds/optimizers/rules.ts';
import { optimizerKind } from '../kinds/optimizers/table.ts';
import type { Network, TrainedParameter } from '../plan/layOut.ts';

/** A parameter's strengths of penalty, and the passes over parameter and gradient: prepared once, run at every step. */
interface UpdatedParameter {
  /** Controls of the penalties; null where there are none. */
  readonly l1: LiveControl | null;
  readonly l2: LiveControl | null;
  readonly penalizing: Call<{ l1: number; l2: number }>;
  /** Of the weights. */
  readonly weightSizes: Call;
  readonly weightSquares: Call;
  /** Of the gradient. */
  readonly gradientSizes: Call;
  readonly gradientSquares: Call;
  readonly clipping: Call<{ limit: number }>;
  readonly scaling: Call<{ factor: number }>;
  readonly decaying: Call;
  /** Gradients of a group: added to its sum, and the sum added to them; null where each batch makes an update. */
  readonly gathering: { readonly add: Call; readonly take: Call; readonly sum: Tensor } | null;
  readonly updating: Call;
}

/** The trainable parameters of one layer, which share four columns of a step's row. */
interface LayerUpdate {
  readonly id: string;
  readonly column: number;
  readonly size: number;
  readonly parameters: readonly UpdatedParameter[];
}

/** A loss or a norm from which on the next product may be beyond the 3.4e38 of a float32. */
const LARGE = 1e15;

/** PyTorch's clip_grad_norm_ divides by the norm and this; Keras by the larger of norm and threshold. */
const PYTORCH_NORM_EPSILON = 1e-6;

/** The factor by which a gradient of this norm is cut. */
export function clippingFactor(norm: number, threshold: number, semantics: Semantics): number {
  return Math.min(1, threshold / (semantics === 'keras' ? norm : norm + PYTORCH_NORM_EPSILON));
}

export class Updates {
  readonly layers: readonly LayerUpdate[];
  readonly #backend: Backend;
  readonly #network: Network;
  /** One for each optimizer that steps: all get the numbers of a step. */
  readonly #rules: readonly UpdateRule[];
  readonly #semantics: Semantics;
  readonly #settings: LiveSettings;
  readonly #decay: number;
  /** Those that have a penalty, be it 0 now. */
  readonly #penalized: readonly UpdatedParameter[];
  /** From the weights that are evaluated to those at which gradients are taken, and back; empty where they are the same. */
  readonly #entering: readonly Call[];
  readonly #leaving: readonly Call[];

  constructor(network: Network, backend: Backend, settings: LiveSettings) {
    const { spec } = network.plan;
    this.#backend = backend;
    this.#settings = settings;
    this.#network = network;
    this.#semantics = spec.semantics;
    this.#decay = coupledDecay(spec.optimizer, spec.semantics);
    const trained = network.parameters.filter(({ plan }) => plan.trainable);
    const rules = new Map<string, UpdateRule>();
    const ruleOf = ({ plan }: TrainedParameter): UpdateRule => {
      const optimizer = stepperOf(spec.optimizer, plan.shape);
      const key = JSON.stringify(optimizer);
      const rule = rules.get(key) ?? { optimizer, semantics: spec.semantics, learningRate: 0, step: 0 };
      rules.set(key, rule);
      return rule;
    };
    this.layers = layerUpdates(network, settings, ruleOf, this.#decay);
    this.#rules = [...rules.values()];
    const { slot = 0, share = 1 } = optimizerKind(spec.optimizer).trainsAt?.(spec.optimizer) ?? {};
    /** Between w and share·w + (1 − share)·slot. */
    const moves = share === 1 ? [] : trained.map((parameter) => movesOf(parameter, slot, share));
    this.#entering = moves.flatMap(({ enter }) => enter);
    this.#leaving = moves.flatMap(({ leave }) => leave);
    this.#penalized = this.layers.flatMap(({ parameters }) => parameters.filter(({ l1, l2 }) => l1 ?? l2));
  }

  /** Puts the weights where the step's gradients are taken: before its forward pass. */
  enter(): void {
    for (const call of this.#entering) this.#backend.run(call, ONE_ROW);
  }

  /** Puts the weights back that are evaluated and stored: after the step. */
  leave(): void {
    for (const call of this.#leaving) this.#backend.run(call, ONE_ROW);
  }

  /** Adds the penalties to the gradients. Returns what they add to the loss. */
  penalize(): number {
    const keras = this.#semantics === 'keras';
    let penalty = 0;
    for (const { penalizing, l1, l2 } of this.#penalized) {
      const absolute = effective(l1);
      const squared = effective(l2);
      if (absolute === 0 && squared === 0) continue;
      const { operands, sums } = penalizing;
      operands.l1 = absolute;
      operands.l2 = keras ? 2 * squared : squared;
      this.#backend.run(penalizing, ONE_ROW);
      const sizes = absolute * at(sums, PENALTY_SUMS.absolute);
      penalty += sizes + (keras ? squared : 0.5 * squared) * at(sums, PENALTY_SUMS.squares);
    }
    return penalty;
  }

  /**
   * Penalty of the present weights in a loss that is measured in eval mode: under keras the penalty that Keras's
   * `evaluate` adds, under pytorch none, since a criterion there knows of none. Null while no penalty is on.
   */
  evaluationPenalty(): number | null {
    if (this.#semantics === 'pytorch') return null;
    let penalty: number | null = null;
    for (const { weightSizes, weightSquares, l1, l2 } of this.#penalized) {
      const absolute = effective(l1);
      const squared = effective(l2);
      if (absolute === 0 && squared === 0) continue;
      penalty ??= 0;
      if (absolute !== 0) penalty += absolute * this.#backend.run(weightSizes, ONE_ROW);
      if (squared !== 0) penalty += squared * this.#backend.run(weightSquares, ONE_ROW);
    }
    return penalty;
  }

  /**
   * Clips, decays and updates every parameter; writes the layer columns of `row`.
   * @param count of updates with this one
   * @param measured the columns of the gradients are written already
   */
  apply(count: number, learningRate: number, row: Float64Array, measured = false): void {
    const { clipping } = this.#settings;
    const { directing } = this.#network;
    const changesGradient = measured || clipping.kind !== 'none' || this.#decay !== 0 || directing !== null;
    // The update's own sums are those of the clipped gradient or of the direction; the row's are those of the gradient before.
    if (changesGradient && !measured) this.#measureGradients(row);
    if (clipping.kind !== 'none') this.#clip(clipping);
    for (const rule of this.#rules) {
      rule.step = count;
      rule.learningRate = learningRate;
    }
    if (this.#decay !== 0) {
      for (const { parameters } of this.layers)
        for (const { decaying } of parameters) this.#backend.run(decaying, ONE_ROW);
    }
    directing?.direct(this.#backend, { step: count, learningRate });
    for (const { parameters, column, size } of this.layers) {
      let gradientSquares = 0;
      let gradientAbsolute = 0;
      let weightSquares = 0;
      let updateSquares = 0;
      for (const { updating } of parameters) {
        this.#backend.run(updating, ONE_ROW);
        const { sums } = updating;
        gradientSquares += sums[UPDATE_SUMS.gradientSquares] ?? NaN;
        gradientAbsolute += sums[UPDATE_SUMS.gradientAbsolute] ?? NaN;
        weightSquares += sums[UPDATE_SUMS.weightSquares] ?? NaN;
        updateSquares += sums[UPDATE_SUMS.updateSquares] ?? NaN;
      }
      if (!changesGradient) {
        row[column] = Math.sqrt(gradientSquares);
        row[column + 1] = gradientAbsolute / size;
      }
      row[column + 2] = Math.sqrt(weightSquares);
      row[column + 3] = Math.sqrt(updateSquares);
    }
  }

  /**
   * Looks at the gradients before they reach the weights, where the loss or the gradient of the step before (`row` still has it)
   * is so large that a float32 may have overflowed: elsewhere a pass over all gradients would cost time for nothing.
   * @throws NnError NN-TRAIN-NOT-FINITE if one of them is not finite
   */
  checkGradients(step: number, loss: number, row: Float64Array): void {
    let largest = Math.abs(loss);
    for (const { column } of this.layers) largest = Math.max(largest, row[column] ?? 0);
    if (largest <= LARGE) return;
    for (const { id, parameters } of this.layers) {
      for (const { gradientSizes } of parameters) {
        if (Number.isFinite(this.#backend.run(gradientSizes, ONE_ROW))) continue;
        row.fill(NaN, STEP_SERIES.length);
        throw gradientFailure(id, step, loss);
      }
    }
  }

  /** Adds the gradients of a batch to the sum of its group; writes their columns of `row`. */
  gather(row: Float64Array): void {
    this.#measureGradients(row);
    for (const { gathering } of this.#parameters()) if (gathering) this.#backend.run(gathering.add, ONE_ROW);
  }

  /** Makes the gradients of the last batch of a group the group's: its sum over `batches`; writes the batch's columns of `row`. */
  takeGroup(row: Float64Array, batches: number): void {
    this.#measureGradients(row);
    for (const { gathering, scaling } of this.#parameters()) {
      if (!gathering) continue;
      this.#backend.run(gathering.take, ONE_ROW);
      this.#scale(scaling, 1 / batches);
      this.#backend.view(gathering.sum).fill(0);
    }
  }

  *#parameters(): Generator<UpdatedParameter> {
    for (const { parameters } of this.layers) yield* parameters;
  }

  #measureGradients(row: Float64Array): void {
    for (const { parameters, column, size } of this.layers) {
      let squares = 0;
      let absolute = 0;
      for (const { gradientSquares, gradientSizes } of parameters) {
        squares += this.#backend.run(gradientSquares, ONE_ROW);
        absolute += this.#backend.run(gradientSizes, ONE_ROW);
      }
      row[column] = Math.sqrt(squares);
      row[column + 1] = absolute / size;
    }
  }

  #clip(clipping: Exclude<GradientClipping, { kind: 'none' }>): void {
    const { kind, threshold } = clipping;
    const semantics = this.#semantics;
    let total = 0;
    for (const { parameters } of this.layers) {
      for (const { gradientSquares, clipping: limiting, scaling } of parameters) {
        if (kind === 'value') {
          limiting.operands.limit = threshold;
          this.#backend.run(limiting, ONE_ROW);
          continue;
        }
        const squares = this.#backend.run(gradientSquares, ONE_ROW);
        total += squares;
        if (kind === 'globalNorm') continue;
        this.#scale(scaling, clippingFactor(Math.sqrt(squares), threshold, semantics));
      }
    }
    if (kind !== 'globalNorm') return;
    const factor = clippingFactor(Math.sqrt(total), threshold, semantics);
    for (const { parameters } of this.layers) {
      for (const { scaling } of parameters) this.#scale(scaling, factor);
    }
  }

  #scale(scaling: UpdatedParameter['scaling'], factor: number): void {
    if (factor === 1) return;
    scaling.operands.factor = factor;
    this.#backend.run(scaling, ONE_ROW);
  }
}

function updatedParameter(
  parameter: TrainedParameter,
  settings: LiveSettings,
  rule: UpdateRule,
  decay: number,
): UpdatedParameter {
  const { layer, role, size: elements } = parameter.plan;
  const penalized = role === 'kernel';
  const w = parameter.value;
  const g = gradientOf(parameter);
  return {
    l1: penalized ? findControl(settings, 'l1', layer) : null,
    l2: penalized ? findControl(settings, 'l2', layer) : null,
    penalizing: prepare(penalize, { w, g, elements, l1: 0, l2: 0 }),
    weightSizes: prepare(sumAbsolute, { x: w, elements }),
    weightSquares: prepare(sumSquares, { x: w, elements }),
    gradientSizes: prepare(sumAbsolute, { x: g, elements }),
    gradientSquares: prepare(sumSquares, { x: g, elements }),
    clipping: prepare(clipValue, { g, elements, limit: 0 }),
    scaling: prepare(scale, { g, elements, factor: 1 }),
    decaying: prepare(addScaled, { g, w, elements, factor: decay }),
    gathering: parameter.gathered && {
      add: prepare(addScaled, { g: parameter.gathered, w: g, elements, factor: 1 }),
      take: prepare(addScaled, { g, w: parameter.gathered, elements, factor: 1 }),
      sum: parameter.gathered,
    },
    updating: prepare(update, {
      ...{ w, g: parameter.direction ?? g },
      ...slotOperands(parameter.direction ? [] : parameter.slots),
      ...{ elements, rule },
    }),
  };
}

function movesOf({ value: w, slots }: TrainedParameter, slot: number, share: number) {
  const other = slots[slot];
  if (!other) throw new RangeError(`The optimizer has no slot ${String(slot)}.`);
  const elements = w.length;
  const scaled = (factor: number): Call => prepare(scale, { g: w, elements, factor });
  const added = (factor: number): Call => prepare(addScaled, { g: w, w: other, elements, factor });
  return {
    enter: [scaled(share), added(1 - share)],
    leave: [added(share - 1), scaled(1 / share)],
  };
}

/** One entry per layer with trainable parameters, in the order of `seriesOf`. */
function layerUpdates(
  network: Network,
  settings: LiveSettings,
  ruleOf: (parameter: TrainedParameter) => UpdateRule,
  decay: number,
): LayerUpdate[] {
  const updates: LayerUpdate[] = [];
  for (const { id } of network.plan.layers) {
    const trainable = network.parameters.filter(({ plan }) => plan.layer === id && plan.trainable);
    if (trainable.length === 0) continue;
    updates.push({
      id,
      column: STEP_SERIES.length + updates.length * LAYER_SERIES.length,
      size: trainable.reduce((sum, { plan }) => sum + plan.size, 0),
      parameters: trainable.map((parameter) =>
        updatedParameter(parameter, settings, ruleOf(parameter), decay),
      ),
    });
  }
  return updates;
}
