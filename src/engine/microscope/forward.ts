/** Answers about the way forward: sums, activations, masks and normalized units. */
import type { Formula } from '../../base/formula/formula.ts';
import { hash32 } from '../../base/philox.ts';
import { at, type Values } from '../../base/values.ts';
import { activationKind } from '../../kinds/activations/table.ts';
import { dropout } from '../../kinds/operations/masks.ts';
import { columnMoments } from '../../kinds/operations/normalization.ts';
import { activationTrace } from '../../kinds/traces/activations.ts';
import { layerTrace } from '../../kinds/traces/layers.ts';
import type { FormulaPart } from '../../base/formula/formula.ts';
import type { Numbers } from './numbers.ts';
import { product, type Term, Writer } from './writer.ts';

export interface Told {
  readonly part: FormulaPart;
  readonly formula: Formula | null;
  readonly source: 'data' | 'state' | 'spec' | 'formula';
  readonly left: number;
}

/** An answer whose formula `write` gives; null where there is none to tell. */
export function told(part: FormulaPart, write: (writer: Writer) => string | null): Told {
  const writer = new Writer();
  const text = write(writer);
  const formula = text === null ? null : writer.formula(text);
  return { part, formula, source: 'formula', left: writer.left };
}

/** A number with which the step begins. */
export function given(part: FormulaPart, source: Told['source']): Told {
  return { part, formula: null, source, left: 0 };
}

/** Options of a catalogue's entry that are numbers, as parts by their names. */
export function putOptions(writer: Writer, options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === 'number') writer.named(name, { name, value });
  }
}

/** z = Σ input·weight + bias; an input that is 0 adds nothing and is left out. */
export function sumOf(numbers: Numbers, layer: number, row: number, unit: number): Told {
  const kernel = numbers.parameter(layer, 'kernel');
  const bias = numbers.parameter(layer, 'bias');
  const part = numbers.z(layer, row, unit);
  if (!kernel) return given(part, 'formula');
  const terms: Term[] = [];
  for (let input = 0; input < numbers.held(layer).inputs; input++) {
    const x = numbers.input(layer, row, input);
    if (x.value !== 0) terms.push(product(x, numbers.entry(layer, kernel, [input, unit])));
  }
  if (bias) terms.push(product(numbers.entry(layer, bias, [unit])));
  return told(part, (writer) => writer.sum(terms));
}

function softmaxOf(numbers: Numbers, layer: number, row: number, unit: number, writer: Writer): string {
  const exponential = (index: number): Term => {
    const z = numbers.z(layer, row, index);
    return { value: Math.exp(z.value), write: (into) => `exp(${into.put(z)})` };
  };
  const all = Array.from({ length: numbers.held(layer).units }, (_, index) => exponential(index));
  return `${exponential(unit).write(writer)}/(${writer.sum(all)})`;
}

/** a = f(z). */
function activated(numbers: Numbers, layer: number, row: number, unit: number): Told {
  const part = numbers.a(layer, row, unit);
  const z = numbers.z(layer, row, unit);
  const activation = numbers.outputActivation(layer);
  return told(part, (writer) => {
    if (!activation) return writer.put(z);
    if (activationKind(activation).of === 'row') return softmaxOf(numbers, layer, row, unit, writer);
    const trace = activationTrace(activation, z.value);
    if (!trace) return null;
    writer.named('z', z);
    putOptions(writer, activation);
    return trace.value;
  });
}

/** ∂a/∂z = f′(z), in terms of z and a. */
export function slopeOf(numbers: Numbers, layer: number, row: number, unit: number): Told | null {
  const activation = numbers.activation(layer);
  if (!activation || !numbers.hasSlope(layer)) return null;
  const [z, a] = [numbers.z(layer, row, unit), numbers.a(layer, row, unit)];
  const trace = activationTrace(activation, z.value);
  return told(numbers.slope(layer, row, unit), (writer) => {
    if (!trace) return null;
    writer.named('z', z);
    writer.named('a', a);
    putOptions(writer, activation);
    return trace.slope;
  });
}

/** The factor by which dropout multiplies a unit of this batch: 0, or 1/(1 − rate). */
export function maskPart(numbers: Numbers, layer: number, row: number, unit: number): FormulaPart {
  const { step } = numbers;
  const held = numbers.held(layer);
  const rate = held.dropoutRate;
  let value = 1;
  if (step.pass.training && rate > 0) {
    const size = step.rows * held.units;
    const [x, y, mask] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    const key = { seed: step.plan.spec.seed, layer: hash32(held.layer.id), step: step.step };
    dropout.reference({ x, y, mask, rate, key, units: held.units }, step.rows, new Float64Array(1));
    value = at(mask, row * held.units + unit);
  }
  return numbers.part(
    layer,
    'mask',
    [unit],
    row,
    '',
    `mask(${numbers.namesOf(layer).output[unit] ?? ''})`,
    value,
  );
}

export function maskOf(numbers: Numbers, layer: number, row: number, unit: number): Told {
  const part = maskPart(numbers, layer, row, unit);
  const rate = numbers.held(layer).dropoutRate;
  return told(part, (writer) =>
    part.value === 0 ? '0' : `1/(1 − ${writer.put({ name: 'rate', value: rate })})`,
  );
}

/** The inputs of a normalizing layer that share mean and variance with `unit` of `row`. */
function companions(numbers: Numbers, layer: number, row: number, unit: number): readonly FormulaPart[] {
  const { inputs, layer: plan } = numbers.held(layer);
  if (layerTrace(plan.spec) === 'overRow')
    return Array.from({ length: inputs }, (_, index) => numbers.input(layer, row, index));
  return Array.from({ length: numbers.step.rows }, (_, index) => numbers.input(layer, index, unit));
}

/** True if a layer normalizes by what it has kept: outside training. */
function usesMoving(numbers: Numbers, layer: number): boolean {
  return layerTrace(numbers.held(layer).layer.spec) === 'overBatch' && !numbers.step.pass.training;
}

interface Moments {
  readonly mean: FormulaPart;
  readonly variance: FormulaPart;
  readonly epsilon: FormulaPart;
  /** γ/√(variance + ε) without γ. */
  readonly inverse: number;
}

/** Mean and variance by which `unit` of `row` is normalized. */
export function moments(numbers: Numbers, layer: number, row: number, unit: number): Moments {
  const { spec } = numbers.held(layer).layer;
  const byRow = layerTrace(spec) === 'overRow';
  const epsilon = 'epsilon' in spec && typeof spec.epsilon === 'number' ? spec.epsilon : 0;
  const moving = usesMoving(numbers, layer);
  const values: Values = Float64Array.from(companions(numbers, layer, row, unit), ({ value }) => value);
  const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
  columnMoments.reference({ x: values, mean, variance, units: 1 }, values.length, new Float64Array(1));
  const of = byRow ? 'row' : (numbers.namesOf(layer).input[unit] ?? '');
  const partOf = (what: string, role: string, name: string, value: number): FormulaPart => {
    if (moving) return numbers.entryOr(layer, role, [unit], 0);
    return numbers.part(layer, what, byRow ? [] : [unit], byRow ? row : null, '', `${name}(${of})`, value);
  };
  const parts = {
    mean: partOf('mean', 'movingMean', 'μ', at(mean, 0)),
    variance: partOf('variance', 'movingVariance', 'σ²', at(variance, 0)),
  };
  return {
    ...parts,
    epsilon: { name: 'ε', value: epsilon },
    inverse: 1 / Math.sqrt(parts.variance.value + epsilon),
  };
}

export function momentOf(
  numbers: Numbers,
  layer: number,
  row: number,
  unit: number,
  what: 'mean' | 'variance',
): Told {
  const found = moments(numbers, layer, row, unit);
  const part = found[what];
  if (usesMoving(numbers, layer)) return given(part, 'state');
  const values = companions(numbers, layer, row, unit);
  return told(part, (writer) => {
    const count = writer.put({ name: 'n', value: values.length });
    if (what === 'mean') return `(${writer.sum(values.map((value) => product(value)))})/${count}`;
    const mean = found.mean;
    const squares = values.map((value): Term => ({
      value: (value.value - mean.value) ** 2,
      write: (into) => `(${into.put(value)} − ${into.put(mean)})^2`,
    }));
    return `(${writer.sum(squares)})/${count}`;
  });
}

/** x̂, the normalized input. */
export function normalizedPart(numbers: Numbers, layer: number, row: number, unit: number): FormulaPart {
  const { mean, inverse } = moments(numbers, layer, row, unit);
  const x = numbers.input(layer, row, unit);
  const name = `${numbers.namesOf(layer).input[unit] ?? ''}^`;
  return numbers.part(layer, 'normalized', [unit], row, '', name, (x.value - mean.value) * inverse);
}

export function normalizedOf(numbers: Numbers, layer: number, row: number, unit: number): Told {
  const { mean, variance, epsilon } = moments(numbers, layer, row, unit);
  const x = numbers.input(layer, row, unit);
  return told(
    normalizedPart(numbers, layer, row, unit),
    (writer) =>
      `(${writer.put(x)} − ${writer.put(mean)})/√(${writer.put(variance)} + ${writer.put(epsilon)})`,
  );
}

/** A unit's value. */
export function unitOf(numbers: Numbers, layer: number, row: number, unit: number): Told {
  const part = numbers.a(layer, row, unit);
  switch (layerTrace(numbers.held(layer).layer.spec)) {
    case 'sums':
    case 'eachUnit':
      return activated(numbers, layer, row, unit);
    case 'mask':
      return told(part, (writer) => {
        const input = writer.put(numbers.input(layer, row, unit));
        const acts = numbers.step.pass.training && numbers.held(layer).dropoutRate > 0;
        return acts ? `${input}·${writer.put(maskPart(numbers, layer, row, unit))}` : input;
      });
    case 'overBatch':
    case 'overRow':
      return told(part, (writer) => {
        const gamma = numbers.entryOr(layer, 'gamma', [unit], 1);
        const beta = numbers.entryOr(layer, 'beta', [unit], 0);
        const normalized = normalizedPart(numbers, layer, row, unit);
        return `${writer.put(gamma)}·${writer.put(normalized)} + ${writer.put(beta)}`;
      });
  }
}
