/** Answers questions about the numbers of one step of training: where each comes from, again and again down to the data. */
import { NnError } from '../../base/errors.ts';
import { sentence } from '../../base/problems/runs.ts';
import { valueOf } from '../../base/formula/formula.ts';
import { layerTrace } from '../../kinds/traces/layers.ts';
import type { Asked, Difference, Looked } from '../../run/microscope/asked.ts';
import type { LensView } from '../../run/microscope/view.ts';
import { readAddress, writeAddress, type Address } from './address.ts';
import { aliasesOf } from './aliases.ts';
import { sumGradientOf, unitGradientOf } from './backward.ts';
import { unitDifference, weightDifference } from './differences.ts';
import { given, maskOf, momentOf, normalizedOf, slopeOf, sumOf, unitOf, type Told } from './forward.ts';
import { batchLossOf, outputLossOf, sampleLossOf, targetOf } from './loss.ts';
import { Numbers } from './numbers.ts';
import {
  afterOf,
  clippedOf,
  dataGradientOf,
  decayedOf,
  gradientOfEntry,
  ratePart,
  updateOf,
  usedOf,
  type Entry,
} from './parameters.ts';
import { penaltyOfAll } from './penalties.ts';
import type { Step } from './step.ts';
import { viewOf } from './view.ts';

/** Agreement between a formula and the engine's number; a formula that is further away is not told. */
const AGREES = 1e-9;

export class Microscope {
  readonly #numbers: Numbers;
  #aliases: ReadonlyMap<string, string> | null = null;

  constructor(step: Step) {
    this.#numbers = new Numbers(step);
  }

  get looked(): Looked {
    const { step, learningRate, samples, pass, loss } = this.#numbers.step;
    return {
      step,
      learningRate,
      samples,
      training: pass.training,
      loss: loss + penaltyOfAll(this.#numbers.step),
    };
  }

  /** The step as a network to look at: `samples` that one may look at, and the units that `find` names. */
  view(samples: number, find: string): LensView {
    return viewOf(this.#numbers, this.looked, samples, find);
  }

  /**
   * The answer to a question such as `output.kernel[0,1].gradient`, or to a textbook name such as `w5` or `∂E/∂o1`.
   * @throws NnError NN-EXPLAIN-NUMBER if there is no such number
   */
  ask(question: string): Asked {
    const { ids, step } = this.#numbers;
    this.#aliases ??= aliasesOf(this.#numbers);
    const meant = this.#aliases.get(question.trim().replaceAll('->', '→')) ?? question;
    const address = readAddress(meant, ids);
    const answer = address && this.#answer(address);
    if (!address || !answer) throw this.#unknown(question);
    const { told, difference, after } = answer;
    const { part, source, left } = told;
    const formula = told.formula && agrees(valueOf(told.formula), part.value) ? told.formula : null;
    return {
      ref: part.ref ?? writeAddress(address, ids, step.rows === 1),
      ...{ name: part.name, value: part.value, source, formula },
      ...(formula && left > 0 && { left }),
      ...(difference && { difference }),
      ...(typeof after === 'number' && { after }),
    };
  }

  #unknown(question: string): NnError {
    const { ids } = this.#numbers;
    const example = `${ids.at(-1) ?? ''}.kernel[0,0].gradient`;
    return new NnError(sentence('NN-EXPLAIN-NUMBER', { question, layers: ids.join(', '), example }));
  }

  #answer(address: Address): { told: Told; difference?: Difference | null; after?: number | null } | null {
    const row = address.row ?? 0;
    if (row >= this.#numbers.step.rows) return null;
    if (address.layer === null) {
      const told = this.#outside(address, row);
      return told && { told };
    }
    return this.#ofUnit(address, address.layer, row) ?? this.#ofParameter(address, address.layer);
  }

  /** Numbers that belong to no layer. */
  #outside({ what, index, of, row: named }: Address, row: number): Told | null {
    const numbers = this.#numbers;
    const { plan } = numbers.step;
    const [unit = -1] = index;
    const within = (count: number): boolean => index.length === 1 && unit < count;
    if (of !== '') return null;
    if (what === 'x' && within(plan.data.features)) return given(numbers.input(0, row, unit), 'data');
    if (what === 't' && within(plan.outputs)) return targetOf(numbers, row, unit);
    if (what === 'e' && within(plan.outputs)) return outputLossOf(numbers, row, unit);
    if (index.length > 0) return null;
    if (what === 'lr') return given(ratePart(numbers), 'spec');
    if (what === 'E' && (named !== null || numbers.step.rows === 1)) return sampleLossOf(numbers, row);
    return what === 'loss' || what === 'E' ? batchLossOf(numbers) : null;
  }

  #ofUnit(
    { what, index, of }: Address,
    layer: number,
    row: number,
  ): { told: Told; difference?: Difference | null } | null {
    const numbers = this.#numbers;
    const { layer: plan, units } = numbers.held(layer);
    const trace = layerTrace(plan.spec);
    const [unit = 0] = index;
    const normalizes = trace === 'overBatch' || trace === 'overRow';
    if (normalizes && of === '' && (what === 'mean' || what === 'variance'))
      return unit < units ? { told: momentOf(numbers, layer, row, unit, what) } : null;
    if (index.length !== 1 || unit >= units) return null;
    const sums = trace === 'sums';
    if (of === 'gradient' && (what === 'a' || (what === 'z' && sums))) {
      const told = (what === 'a' ? unitGradientOf : sumGradientOf)(numbers, layer, row, unit);
      // The loss of a fused output is a function of z: its own activation is no step on the way.
      const place = what === 'a' && numbers.isFused(layer) ? 'z' : what;
      return { told, difference: unitDifference(numbers, layer, row, unit, place, told.part.value) };
    }
    if (of !== '') return null;
    if (what === 'a') return { told: unitOf(numbers, layer, row, unit) };
    if (what === 'z' && sums) return { told: sumOf(numbers, layer, row, unit) };
    if (what === 'mask' && trace === 'mask') return { told: maskOf(numbers, layer, row, unit) };
    if (what === 'normalized' && normalizes) return { told: normalizedOf(numbers, layer, row, unit) };
    const slope = what === 'slope' ? slopeOf(numbers, layer, row, unit) : null;
    return slope && { told: slope };
  }

  #ofParameter(
    address: Address,
    layer: number,
  ): { told: Told; difference?: Difference; after?: number | null } | null {
    const numbers = this.#numbers;
    const { what, index, of } = address;
    const parameter = numbers.parameter(layer, what === 'weight' ? 'kernel' : what);
    if (!parameter || address.row !== null) return null;
    const { shape, trainable } = parameter.plan;
    if (index.length !== shape.length || index.some((at, axis) => at >= (shape[axis] ?? 0))) return null;
    const entry: Entry = { layer, parameter, index };
    if (of === '') {
      const told = given(numbers.entry(layer, parameter, index), 'state');
      return trainable ? { told, after: afterOf(numbers, entry) } : { told };
    }
    if (!trainable) return null;
    if (of === 'gradient' || of === 'data') {
      const told = (of === 'data' ? dataGradientOf : gradientOfEntry)(numbers, entry);
      return { told, difference: weightDifference(numbers, entry, told.part.value, of === 'gradient') };
    }
    if (of === 'clipped') return { told: clippedOf(numbers, entry) };
    if (of === 'used') return { told: usedOf(numbers, entry) };
    if (of === 'decayed') return { told: decayedOf(numbers, entry) };
    const told = updateOf(numbers, entry, of);
    return told && { told };
  }
}

function agrees(computed: number, value: number): boolean {
  if (Object.is(computed, value)) return true;
  return Math.abs(computed - value) <= AGREES * Math.max(1, Math.abs(value));
}
