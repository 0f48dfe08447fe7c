/** The numbers of a held step as parts of formulas: value, textbook name and question of each. */
import type { FormulaPart } from '../../base/formula/formula.ts';
import { at } from '../../base/values.ts';
import { activationKind, type Activation } from '../../kinds/activations/table.ts';
import { layerKind } from '../../kinds/layers/table.ts';
import type { TrainedParameter } from '../../plan/layOut.ts';
import { nameUnits, type UnitNames } from '../explain/explainNames.ts';
import { writeAddress } from './address.ts';
import { inputAt, type HeldLayer, type Step } from './step.ts';

/** Marks of roles in textbook names. */
const LETTERS: Readonly<Record<string, string>> = { bias: 'b', gamma: 'γ', beta: 'β' };

export class Numbers {
  readonly step: Step;
  readonly ids: readonly string[];
  readonly #names: readonly UnitNames[];

  constructor(step: Step) {
    this.step = step;
    this.ids = step.layers.map(({ layer }) => layer.id);
    this.#names = nameUnits(step.plan);
  }

  get last(): number {
    return this.step.layers.length - 1;
  }

  /** @throws RangeError if there is no such layer */
  held(layer: number): HeldLayer {
    const held = this.step.layers[layer];
    if (!held) throw new RangeError(`There is no layer ${String(layer)}.`);
    return held;
  }

  namesOf(layer: number): UnitNames {
    return this.#names[layer] ?? { input: [], z: [], output: [] };
  }

  /** True if the layer's activation belongs to the loss, which takes logits. */
  isFused(layer: number): boolean {
    return layer === this.last && this.step.plan.fusedOutput !== 'none';
  }

  /** The activation that a layer computes by itself, if there is one. */
  activation(layer: number): Activation | null {
    const { spec } = this.held(layer).layer;
    return this.isFused(layer) ? null : (layerKind(spec).activation?.(spec) ?? null);
  }

  /** The activation between z and a, also where it belongs to the loss. */
  outputActivation(layer: number): Activation | null {
    const { fusedOutput } = this.step.plan;
    return this.isFused(layer) && fusedOutput !== 'none' ? { type: fusedOutput } : this.activation(layer);
  }

  /** True if ∂a/∂z is a number of each unit other than 1. */
  hasSlope(layer: number): boolean {
    const activation = this.activation(layer);
    if (!activation) return false;
    const kind = activationKind(activation);
    return kind.of === 'element' && kind.identity !== true;
  }

  /** True if the layer's own activation, a softmax, is a matter of the whole row. */
  isRowWise(layer: number): boolean {
    const activation = this.activation(layer);
    return activation !== null && activationKind(activation).of === 'row';
  }

  part(
    layer: number | null,
    what: string,
    index: readonly number[],
    row: number | null,
    of: string,
    name: string,
    value: number,
  ): FormulaPart {
    const { rows } = this.step;
    const ref = writeAddress({ layer, what, index, of, row }, this.ids, rows === 1);
    const mark = row === null || rows === 1 ? '' : `@${String(row)}`;
    return { ref, name: `${name}${mark}`, value };
  }

  /** Input `unit` of a layer: a feature, or a unit of the layer before. */
  input(layer: number, row: number, unit: number): FormulaPart {
    if (layer > 0) return this.a(layer - 1, row, unit);
    const name = this.namesOf(0).input[unit] ?? '';
    return this.part(null, 'x', [unit], row, '', name, inputAt(this.step, 0, row, unit));
  }

  a(layer: number, row: number, unit: number): FormulaPart {
    const { output, units } = this.held(layer);
    const values = this.isFused(layer) ? this.step.predictions : output;
    const name = this.namesOf(layer).output[unit] ?? '';
    return this.part(layer, 'a', [unit], row, '', name, at(values, row * units + unit));
  }

  /** The sum before the activation; of a layer that is only an activation, its input. */
  z(layer: number, row: number, unit: number): FormulaPart {
    const { z, units } = this.held(layer);
    const name = this.namesOf(layer).z[unit];
    if (!z || name === undefined) return this.input(layer, row, unit);
    return this.part(layer, 'z', [unit], row, '', name, at(z, row * units + unit));
  }

  aGradient(layer: number, row: number, unit: number): FormulaPart {
    if (this.isFused(layer)) return this.zGradient(layer, row, unit);
    const { outputGradient, units } = this.held(layer);
    const name = `∂E/∂${this.namesOf(layer).output[unit] ?? ''}`;
    return this.part(layer, 'a', [unit], row, 'gradient', name, at(outputGradient, row * units + unit));
  }

  zGradient(layer: number, row: number, unit: number): FormulaPart {
    const { zGradient, units } = this.held(layer);
    const name = this.namesOf(layer).z[unit] ?? this.namesOf(layer).output[unit] ?? '';
    return this.part(layer, 'z', [unit], row, 'gradient', `∂E/∂${name}`, at(zGradient, row * units + unit));
  }

  slope(layer: number, row: number, unit: number): FormulaPart {
    const activation = this.activation(layer);
    const kind = activation && activationKind(activation);
    const [a, z] = [this.a(layer, row, unit), this.z(layer, row, unit)];
    const value = activation && kind?.of === 'element' ? kind.derivative(z.value, a.value, activation) : 1;
    const [top, bottom] = [a.name, z.name].map((name) => name.replace(/@\d+$/u, ''));
    return this.part(layer, 'slope', [unit], row, '', `∂${top ?? ''}/∂${bottom ?? ''}`, value);
  }

  target(row: number, unit: number): FormulaPart {
    const { plan, targets } = this.step;
    return this.part(
      null,
      't',
      [unit],
      row,
      '',
      `t${String(unit + 1)}`,
      at(targets, row * plan.outputs + unit),
    );
  }

  /** @returns undefined if the layer has no parameter of that role */
  parameter(layer: number, role: string): TrainedParameter | undefined {
    const { id } = this.held(layer).layer;
    return this.step.network.parameters.find(({ plan }) => plan.layer === id && plan.role === role);
  }

  /** The textbook name of a parameter's entry, such as `w(h1→o2)`. */
  parameterName(layer: number, role: string, index: readonly number[]): string {
    const { input, output } = this.namesOf(layer);
    if (role === 'kernel') return `w(${input[index[0] ?? 0] ?? ''}→${output[index[1] ?? 0] ?? ''})`;
    return `${LETTERS[role] ?? role}(${output[index[0] ?? 0] ?? ''})`;
  }

  /** A parameter's entry before the update. */
  entry(layer: number, parameter: TrainedParameter, index: readonly number[]): FormulaPart {
    const name = this.parameterName(layer, parameter.role, index);
    const value = at(this.step.view(parameter), flatIndex(index, parameter.plan.shape));
    return this.part(layer, parameter.role, index, null, '', name, value);
  }

  /** The same for a role that the layer may lack, then with the number that acts in its place. */
  entryOr(layer: number, role: string, index: readonly number[], missing: number): FormulaPart {
    const parameter = this.parameter(layer, role);
    return parameter ? this.entry(layer, parameter, index) : { name: String(missing), value: missing };
  }
}

/** The place of an index in a tensor. */
export function flatIndex(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((flat, size, axis) => flat * size + (index[axis] ?? 0), 0);
}
