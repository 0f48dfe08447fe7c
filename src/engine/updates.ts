/**
 * From gradients to new weights. The order in a step is penalties, clipping, decay, update, under both semantics
 * (keras/optimizers/base_optimizer.py; torch's clip_grad_norm_ comes before optimizer.step()).
 */
import { LAYER_SERIES, STEP_SERIES } from '../run/series.ts';
import type { GradientClipping, Semantics } from '../format/types.ts';
import type { Backend, UpdateRule, UpdateSums } from './backend.ts';
import { effective, type LiveControl } from '../run/controls/control.ts';
import { findControl, type LiveSettings } from '../run/controls/settings.ts';
import { gradientOf } from '../kinds/layers/layer.ts';
import type { Network, TrainedParameter } from './network.ts';
import { coupledDecay } from './optimizerRules.ts';
import type { Tensor } from './backend.ts';

interface UpdatedParameter {
  readonly value: Tensor;
  readonly gradient: Tensor;
  readonly slots: readonly Tensor[];
  /** Controls of the penalties; null where there are none. */
  readonly l1: LiveControl | null;
  readonly l2: LiveControl | null;
}

/** The trainable parameters of one layer, which share four columns of a step's row. */
interface LayerUpdate {
  readonly id: string;
  readonly column: number;
  readonly size: number;
  readonly parameters: readonly UpdatedParameter[];
}

/** PyTorch's clip_grad_norm_ divides by the norm and this; Keras by the larger of norm and threshold. */
const PYTORCH_NORM_EPSILON = 1e-6;

function clippingFactor(norm: number, threshold: number, semantics: Semantics): number {
  return Math.min(1, threshold / (semantics === 'keras' ? norm : norm + PYTORCH_NORM_EPSILON));
}

export class Updates {
  readonly layers: readonly LayerUpdate[];
  readonly #backend: Backend;
  readonly #rule: UpdateRule;
  readonly #settings: LiveSettings;
  readonly #decay: number;
  readonly #sums: UpdateSums = {
    gradientSquares: 0,
    gradientAbsolute: 0,
    weightSquares: 0,
    updateSquares: 0,
  };
  readonly #penaltySums = { absolute: 0, squares: 0 };

  constructor(network: Network, backend: Backend, settings: LiveSettings) {
    const { spec } = network.plan;
    this.#backend = backend;
    this.#settings = settings;
    this.#rule = { optimizer: spec.optimizer, semantics: spec.semantics, learningRate: 0, step: 0 };
    this.#decay = coupledDecay(spec.optimizer, spec.semantics);
    this.layers = layerUpdates(network, settings);
  }

  /** Adds the penalties to the gradients. Returns what they add to the loss. */
  penalize(): number {
    const keras = this.#rule.semantics === 'keras';
    const sums = this.#penaltySums;
    let penalty = 0;
    for (const { parameters } of this.layers) {
      for (const { value, gradient, l1, l2 } of parameters) {
        const absolute = effective(l1);
        const squared = effective(l2);
        if (absolute === 0 && squared === 0) continue;
        this.#backend.penalize(value, gradient, absolute, keras ? 2 * squared : squared, sums);
        penalty += absolute * sums.absolute + (keras ? squared : 0.5 * squared) * sums.squares;
      }
    }
    return penalty;
  }

  /**
   * Penalty of the present weights in a loss that is measured in eval mode: under keras the penalty that Keras's
   * `evaluate` adds, under pytorch none, since a criterion there knows of none. Null while no penalty is on.
   */
  evaluationPenalty(): number | null {
    if (this.#rule.semantics === 'pytorch') return null;
    let penalty: number | null = null;
    for (const { parameters } of this.layers) {
      for (const { value, l1, l2 } of parameters) {
        const absolute = effective(l1);
        const squared = effective(l2);
        if (absolute === 0 && squared === 0) continue;
        penalty ??= 0;
        if (absolute !== 0) penalty += absolute * this.#backend.sumAbsolute(value);
        if (squared !== 0) penalty += squared * this.#backend.sumSquares(value);
      }
    }
    return penalty;
  }

  /**
   * Clips, decays and updates every parameter; writes the layer columns of `row`.
   * @param step from 1
   */
  apply(step: number, learningRate: number, row: Float64Array): void {
    const { clipping } = this.#settings;
    const changesGradient = clipping.kind !== 'none' || this.#decay !== 0;
    // The update's own sums are those of the clipped gradient; the row's are those before.
    if (changesGradient) this.#measureGradients(row);
    if (clipping.kind !== 'none') this.#clip(clipping);
    this.#rule.step = step;
    this.#rule.learningRate = learningRate;
    const sums = this.#sums;
    for (const { parameters, column, size } of this.layers) {
      let gradientSquares = 0;
      let gradientAbsolute = 0;
      let weightSquares = 0;
      let updateSquares = 0;
      for (const { value, gradient, slots } of parameters) {
        if (this.#decay !== 0) this.#backend.addScaled(gradient, value, this.#decay);
        this.#backend.update(this.#rule, value, gradient, slots, sums);
        gradientSquares += sums.gradientSquares;
        gradientAbsolute += sums.gradientAbsolute;
        weightSquares += sums.weightSquares;
        updateSquares += sums.updateSquares;
      }
      if (!changesGradient) {
        row[column] = Math.sqrt(gradientSquares);
        row[column + 1] = gradientAbsolute / size;
      }
      row[column + 2] = Math.sqrt(weightSquares);
      row[column + 3] = Math.sqrt(updateSquares);
    }
  }

  #measureGradients(row: Float64Array): void {
    for (const { parameters, column, size } of this.layers) {
      let squares = 0;
      let absolute = 0;
      for (const { gradient } of parameters) {
        squares += this.#backend.sumSquares(gradient);
        absolute += this.#backend.sumAbsolute(gradient);
      }
      row[column] = Math.sqrt(squares);
      row[column + 1] = absolute / size;
    }
  }

  #clip(clipping: Exclude<GradientClipping, { kind: 'none' }>): void {
    const { kind, threshold } = clipping;
    const { semantics } = this.#rule;
    let total = 0;
    for (const { parameters } of this.layers) {
      for (const { gradient } of parameters) {
        if (kind === 'value') {
          this.#backend.clipValue(gradient, threshold);
          continue;
        }
        const squares = this.#backend.sumSquares(gradient);
        total += squares;
        if (kind === 'globalNorm') continue;
        const factor = clippingFactor(Math.sqrt(squares), threshold, semantics);
        if (factor !== 1) this.#backend.scale(gradient, factor);
      }
    }
    if (kind !== 'globalNorm') return;
    const factor = clippingFactor(Math.sqrt(total), threshold, semantics);
    if (factor === 1) return;
    for (const { parameters } of this.layers) {
      for (const { gradient } of parameters) this.#backend.scale(gradient, factor);
    }
  }
}

function updatedParameter(parameter: TrainedParameter, settings: LiveSettings): UpdatedParameter {
  const { layer, role } = parameter.plan;
  const penalized = role === 'kernel';
  return {
    value: parameter.value,
    gradient: gradientOf(parameter),
    slots: parameter.slots,
    l1: penalized ? findControl(settings, 'l1', layer) : null,
    l2: penalized ? findControl(settings, 'l2', layer) : null,
  };
}

/** One entry per layer with trainable parameters, in the order of `seriesOf`. */
function layerUpdates(network: Network, settings: LiveSettings): LayerUpdate[] {
  const updates: LayerUpdate[] = [];
  for (const { id } of network.plan.layers) {
    const trainable = network.parameters.filter(({ plan }) => plan.layer === id && plan.trainable);
    if (trainable.length === 0) continue;
    updates.push({
      id,
      column: STEP_SERIES.length + updates.length * LAYER_SERIES.length,
      size: trainable.reduce((sum, { plan }) => sum + plan.size, 0),
      parameters: trainable.map((parameter) => updatedParameter(parameter, settings)),
    });
  }
  return updates;
}
