/** Answers about the loss: of the batch, of a sample, of one output, and its derivative. */
import type { FormulaPart } from '../../base/formula/formula.ts';
import { compute } from '../../base/formula/formula.ts';
import { at } from '../../base/values.ts';
import { lossKind } from '../../kinds/losses/table.ts';
import { isTestFunction } from '../../kinds/losses/testFunctions.ts';
import { lossTrace } from '../../kinds/traces/losses.ts';
import { given, putOptions, told, type Told } from './forward.ts';
import type { Numbers } from './numbers.ts';
import { penaltyOfAll } from './penalties.ts';
import { product, type Term, Writer } from './writer.ts';

function outputs({ step }: Numbers): readonly number[] {
  return Array.from({ length: step.plan.outputs }, (_, unit) => unit);
}

/** Divides the sum over a sample's outputs. */
function shareOf(numbers: Numbers): number {
  const kind = lossKind(numbers.step.plan.spec.loss);
  return kind.of === 'element' && kind.over === 'mean' ? numbers.step.plan.outputs : 1;
}

function traceAt(numbers: Numbers, row: number, unit: number) {
  const { spec, fusedOutput } = numbers.step.plan;
  const o = numbers.a(numbers.last, row, unit);
  const t = numbers.target(row, unit);
  return { o, t, trace: lossTrace(spec.loss, spec.semantics, fusedOutput, o.value, t.value, unit) };
}

/** Puts in what a loss's formula may name. */
function put(numbers: Numbers, row: number, unit: number, writer: Writer): void {
  const { o, t } = traceAt(numbers, row, unit);
  const sum = (values: readonly FormulaPart[]): number => values.reduce((all, { value }) => all + value, 0);
  writer.named('o', o);
  writer.named('t', t);
  writer.named('S', { name: 'Σt', value: sum(outputs(numbers).map((index) => numbers.target(row, index))) });
  writer.named('s', {
    name: 'Σo',
    value: sum(outputs(numbers).map((index) => numbers.a(numbers.last, row, index))),
  });
  putOptions(writer, numbers.step.plan.spec.loss);
  if (isTestFunction(numbers.step.plan.spec.loss.type)) {
    for (const [place, name] of ['a', 'b'].entries()) {
      const [output, target] = [numbers.a(numbers.last, row, place), numbers.target(row, place)];
      // Such data have targets of 0, and the output is the number itself.
      if (target.value === 0) writer.named(name, output);
      else
        writer.named(name, { name: `${output.name} − ${target.name}`, value: output.value - target.value });
    }
  }
}

function weightOf({ step }: Numbers, row: number): FormulaPart | null {
  return step.weights ? { name: 'weight', value: at(step.weights, row) } : null;
}

/** The derivative of a sample's loss by one output, or by its logit. */
export function slopeAtOutput(numbers: Numbers, row: number, unit: number, writer: Writer): string {
  const { trace } = traceAt(numbers, row, unit);
  put(numbers, row, unit, writer);
  const weight = weightOf(numbers, row);
  const weighted = weight ? `${writer.put(weight)}·(${trace.slope})` : trace.slope;
  const share = shareOf(numbers);
  return share === 1 ? weighted : `(${weighted})/${writer.put({ name: 'outputs', value: share })}`;
}

/** One output's part of its sample's loss. */
function outputPart(numbers: Numbers, row: number, unit: number): FormulaPart {
  const { o, t, trace } = traceAt(numbers, row, unit);
  const writer = new Writer();
  put(numbers, row, unit, writer);
  const { parts } = writer.formula('');
  const values = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.value]));
  // 0·ln 0: a class that is not the target costs nothing.
  const { of, outputs: pair } = lossKind(numbers.step.plan.spec.loss);
  const isNothing = t.value === 0 && of === 'row' && pair === undefined;
  const value = isNothing ? 0 : compute(trace.value, values);
  return numbers.part(null, 'e', [unit], row, '', `E(${o.name.replace(/@\d+$/u, '')})`, value);
}

export function outputLossOf(numbers: Numbers, row: number, unit: number): Told {
  const part = outputPart(numbers, row, unit);
  return told(part, (writer) => {
    put(numbers, row, unit, writer);
    return part.value === 0 ? '0' : traceAt(numbers, row, unit).trace.value;
  });
}

function samplePart(numbers: Numbers, row: number): FormulaPart {
  const parts = outputs(numbers).map((unit) => outputPart(numbers, row, unit));
  const sum = parts.reduce((all, { value }) => all + value, 0) / shareOf(numbers);
  const value = sum * (weightOf(numbers, row)?.value ?? 1);
  return numbers.part(null, 'E', [], row, '', 'E', value);
}

export function sampleLossOf(numbers: Numbers, row: number): Told {
  return told(samplePart(numbers, row), (writer) => {
    const parts = outputs(numbers).map((unit) => outputPart(numbers, row, unit));
    const sum = writer.sum(parts.filter(({ value }) => value !== 0).map((part) => product(part)));
    const share = shareOf(numbers);
    const mean = share === 1 ? sum : `(${sum})/${writer.put({ name: 'outputs', value: share })}`;
    const weight = weightOf(numbers, row);
    return weight ? `${writer.put(weight)}·(${mean})` : mean;
  });
}

/** The loss of the batch: the mean over its samples, and the penalties. */
export function batchLossOf(numbers: Numbers): Told {
  const { rows, loss } = numbers.step;
  const penalty = penaltyOfAll(numbers.step);
  const part = { ref: 'loss', name: 'loss', value: loss + penalty };
  return told(part, (writer) => {
    const terms = Array.from({ length: rows }, (_, row): Term => product(samplePart(numbers, row)));
    const sum = writer.sum(terms);
    const mean = rows === 1 ? sum : `(${sum})/${writer.put({ name: 'n', value: rows })}`;
    return penalty === 0 ? mean : `${mean} + ${writer.put({ name: 'penalties', value: penalty })}`;
  });
}

export function targetOf(numbers: Numbers, row: number, unit: number): Told {
  return given(numbers.target(row, unit), 'data');
}
