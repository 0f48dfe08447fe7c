/** Answers about a weight: its gradient from the chain rule to the optimizer, and its update line by line. */
import type { FormulaPart } from '../../base/formula/formula.ts';
import { compute, namesIn } from '../../base/formula/formula.ts';
import { at } from '../../base/values.ts';
import { coupledDecay, decoupledDecay, stepperOf } from '../../kinds/optimizers/rules.ts';
import { stepTrace } from '../../kinds/traces/optimizers.ts';
import type { TrainedParameter } from '../../plan/layOut.ts';
import { given, normalizedPart, told, type Told } from './forward.ts';
import { clippingFactor } from '../updates.ts';
import { flatIndex, type Numbers } from './numbers.ts';
import { penaltyOn } from './penalties.ts';
import type { Step } from './step.ts';
import { product } from './writer.ts';

/** A weight that is asked about. */
export interface Entry {
  readonly layer: number;
  readonly parameter: TrainedParameter;
  readonly index: readonly number[];
}

function partOf(
  numbers: Numbers,
  { layer, parameter, index }: Entry,
  of: string,
  name: string,
  value: number,
): FormulaPart {
  return numbers.part(layer, parameter.role, index, null, of, name, value);
}

function flatOf({ parameter, index }: Entry): number {
  return flatIndex(index, parameter.plan.shape);
}

function nameOf(numbers: Numbers, { layer, parameter, index }: Entry): string {
  return numbers.parameterName(layer, parameter.role, index);
}

/** The mean of the batch's gradients, penalties aside. */
function dataPart(numbers: Numbers, entry: Entry): FormulaPart {
  const value = at(numbers.step.gradient(entry.parameter), flatOf(entry));
  const penalized = penaltyOn(numbers.step, entry.parameter) !== null;
  return partOf(numbers, entry, penalized ? 'data' : 'gradient', `∂E/∂${nameOf(numbers, entry)}`, value);
}

/** The chain rule of one sample: the factors whose product is its share of the gradient. */
function chainOf(numbers: Numbers, { layer, parameter, index }: Entry, row: number): readonly FormulaPart[] {
  const unit = index.at(-1) ?? 0;
  if (parameter.role === 'gamma')
    return [numbers.aGradient(layer, row, unit), normalizedPart(numbers, layer, row, unit)];
  if (parameter.role === 'beta') return [numbers.aGradient(layer, row, unit)];
  const back = numbers.hasSlope(layer)
    ? [numbers.aGradient(layer, row, unit), numbers.slope(layer, row, unit)]
    : [numbers.zGradient(layer, row, unit)];
  return parameter.role === 'kernel' ? [...back, numbers.input(layer, row, index[0] ?? 0)] : back;
}

export function dataGradientOf(numbers: Numbers, entry: Entry): Told {
  const { rows } = numbers.step;
  return told(dataPart(numbers, entry), (writer) => {
    const terms = Array.from({ length: rows }, (_, row) => product(...chainOf(numbers, entry, row)));
    const acting = rows === 1 ? terms : terms.filter(({ value }) => value !== 0);
    const sum = writer.sum(acting);
    return rows === 1 ? sum : `(${sum})/${writer.put({ name: 'n', value: rows })}`;
  });
}

function gradientPart(numbers: Numbers, entry: Entry): FormulaPart {
  const penalty = penaltyOn(numbers.step, entry.parameter);
  const data = dataPart(numbers, entry);
  if (!penalty) return data;
  const w = numbers.entry(entry.layer, entry.parameter, entry.index).value;
  const value = data.value + penalty.l1 * Math.sign(w) + penalty.slope * penalty.l2 * w;
  return partOf(numbers, entry, 'gradient', `∂(E + penalty)/∂${nameOf(numbers, entry)}`, value);
}

/** The gradient with the part of L1 and L2. */
export function gradientOfEntry(numbers: Numbers, entry: Entry): Told {
  const penalty = penaltyOn(numbers.step, entry.parameter);
  if (!penalty) return dataGradientOf(numbers, entry);
  const w = numbers.entry(entry.layer, entry.parameter, entry.index);
  return told(gradientPart(numbers, entry), (writer) => {
    const terms = [writer.put(dataPart(numbers, entry))];
    const [weight, { l1, l2, slope }] = [writer.put(w), penalty];
    if (l1 !== 0) terms.push(`${writer.put({ name: 'l1', value: l1 })}·sign(${weight})`);
    const strength = writer.put({ name: 'l2', value: l2 });
    if (l2 !== 0) terms.push(`${slope === 2 ? '2·' : ''}${strength}·${weight}`);
    return terms.join(' + ');
  });
}

/** The root of the sum of the squared gradients of these parameters, penalties in. */
function normOf(numbers: Numbers, parameters: readonly TrainedParameter[]): number {
  const { step } = numbers;
  let sum = 0;
  for (const parameter of parameters) {
    const penalty = penaltyOn(step, parameter);
    const [values, gradients] = [step.view(parameter), step.gradient(parameter)];
    for (let flat = 0; flat < gradients.length; flat++) {
      const w = at(values, flat);
      const added = penalty ? penalty.l1 * Math.sign(w) + penalty.slope * penalty.l2 * w : 0;
      sum += (at(gradients, flat) + added) ** 2;
    }
  }
  return Math.sqrt(sum);
}

/** The factor by which a norm is cut; null if the spec does not clip by one. */
function scaling(
  numbers: Numbers,
  { parameter }: Entry,
): { readonly norm: number; readonly threshold: number; readonly factor: number } | null {
  const { clipping } = numbers.step.settings;
  if (clipping.kind === 'none' || clipping.kind === 'value') return null;
  const all = numbers.step.network.parameters.filter(({ plan }) => plan.trainable);
  const norm = normOf(numbers, clipping.kind === 'globalNorm' ? all : [parameter]);
  const factor = clippingFactor(norm, clipping.threshold, numbers.step.plan.spec.semantics);
  return { norm, threshold: clipping.threshold, factor };
}

function clippedPart(numbers: Numbers, entry: Entry): FormulaPart {
  const { clipping } = numbers.step.settings;
  const gradient = gradientPart(numbers, entry);
  if (clipping.kind === 'none') return gradient;
  const { threshold } = clipping;
  const value =
    clipping.kind === 'value'
      ? Math.min(Math.max(gradient.value, -threshold), threshold)
      : gradient.value * (scaling(numbers, entry)?.factor ?? 1);
  return partOf(numbers, entry, 'clipped', `clipped ${gradient.name}`, value);
}

export function clippedOf(numbers: Numbers, entry: Entry): Told {
  const { clipping } = numbers.step.settings;
  if (clipping.kind === 'none') return gradientOfEntry(numbers, entry);
  const scaled = scaling(numbers, entry);
  return told(clippedPart(numbers, entry), (writer) => {
    const gradient = writer.put(gradientPart(numbers, entry));
    const limit = writer.put({ name: 'threshold', value: clipping.threshold });
    if (!scaled) return `min(max(${gradient}, −${limit}), ${limit})`;
    if (scaled.factor === 1) return gradient;
    const added = numbers.step.plan.spec.semantics === 'keras' ? '' : ' + 0.000001';
    return `${gradient}·${limit}/(${writer.put({ name: '‖gradient‖', value: scaled.norm })}${added})`;
  });
}

function usedPart(numbers: Numbers, entry: Entry): FormulaPart {
  const { optimizer, semantics } = numbers.step.plan.spec;
  const decay = coupledDecay(optimizer, semantics);
  const clipped = clippedPart(numbers, entry);
  if (decay === 0) return clipped;
  const w = numbers.entry(entry.layer, entry.parameter, entry.index);
  return partOf(numbers, entry, 'used', 'g', clipped.value + decay * w.value);
}

/** The gradient that the optimizer gets: with coupled weight decay, after clipping. */
export function usedOf(numbers: Numbers, entry: Entry): Told {
  const { optimizer, semantics } = numbers.step.plan.spec;
  const decay = coupledDecay(optimizer, semantics);
  if (decay === 0) return clippedOf(numbers, entry);
  const w = numbers.entry(entry.layer, entry.parameter, entry.index);
  return told(usedPart(numbers, entry), (writer) => {
    const strength = writer.put({ name: 'weightDecay', value: decay });
    return `${writer.put(clippedPart(numbers, entry))} + ${strength}·${writer.put(w)}`;
  });
}

/** The rule of the optimizer that steps the weight's parameter. */
function ruleOf({ plan, learningRate, step }: Step, { parameter }: Entry) {
  const { semantics } = plan.spec;
  const optimizer = stepperOf(plan.spec.optimizer, parameter.plan.shape);
  return { optimizer, semantics, learningRate, step };
}

function decayedPart(numbers: Numbers, entry: Entry): FormulaPart {
  const w = numbers.entry(entry.layer, entry.parameter, entry.index);
  const lost = decoupledDecay(ruleOf(numbers.step, entry));
  return lost === 0 ? w : partOf(numbers, entry, 'decayed', `decayed ${w.name}`, w.value - lost * w.value);
}

/** The learning rate of the step. */
export function ratePart({ step }: Numbers): FormulaPart {
  return { ref: 'lr', name: 'η', value: step.learningRate };
}

/**
 * The lines of the update: the value of each, and what it is made of. Null where the optimizer does not go weight by weight.
 */
function linesOf(numbers: Numbers, entry: Entry) {
  const { step } = numbers;
  const slots = entry.parameter.slots.map((slot) => at(step.pass.backend.view(slot), flatOf(entry)));
  const g = usedPart(numbers, entry);
  const rule = ruleOf(step, entry);
  const trace = stepTrace(rule, g.value, slots);
  if (!trace) return null;
  const parts: Record<string, FormulaPart> = { w: decayedPart(numbers, entry), g };
  for (const [name, value] of Object.entries(trace.constants))
    parts[name] = name === 'η' ? ratePart(numbers) : { name, value };
  trace.slots.forEach((name, index) => (parts[name] = partOf(numbers, entry, name, name, slots[index] ?? 0)));
  const texts = new Map<string, string>();
  for (const [name, text] of trace.lines) {
    const values = Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.value]));
    const isWeight = name === 'w′';
    const shown = isWeight ? `new ${nameOf(numbers, entry)}` : name;
    parts[name] = partOf(numbers, entry, isWeight ? 'after' : name, shown, compute(text, values));
    texts.set(name, text);
  }
  return { parts, texts };
}

/** The number `of` of a weight, such as `after`, `m` or `m′`; null if there is none of that name. */
export function updateOf(numbers: Numbers, entry: Entry, of: string): Told | null {
  const name = of === 'after' ? 'w′' : of;
  const lines = linesOf(numbers, entry);
  if (!lines) return null;
  const { parts, texts } = lines;
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (part?.ref === undefined) return null;
  const text = texts.get(name);
  if (text === undefined) return given(part, 'state');
  return told(part, (writer) => {
    for (const short of namesIn(text)) {
      const own = parts[short];
      if (own) writer.named(short, own);
    }
    return text;
  });
}

export function decayedOf(numbers: Numbers, entry: Entry): Told {
  const lost = decoupledDecay(ruleOf(numbers.step, entry));
  const w = numbers.entry(entry.layer, entry.parameter, entry.index);
  if (lost === 0) return given(w, 'state');
  return told(decayedPart(numbers, entry), (writer) => {
    const weight = writer.put(w);
    const decay = writer.put({
      name: 'weightDecay',
      value: ruleOf(numbers.step, entry).optimizer.weightDecay,
    });
    return `${weight} − ${writer.put(ratePart(numbers))}·${decay}·${weight}`;
  });
}

/** The value after the update, of a parameter that is trained weight by weight; null for others. */
export function afterOf(numbers: Numbers, entry: Entry): number | null {
  return linesOf(numbers, entry)?.parts['w′']?.value ?? null;
}
