/** Answers about the way back: the gradients of units and sums. */
import { layerTrace } from '../../kinds/traces/layers.ts';
import { maskPart, moments, normalizedPart, told, type Told } from './forward.ts';
import { slopeAtOutput } from './loss.ts';
import type { Numbers } from './numbers.ts';
import { product, type Term, type Writer } from './writer.ts';

/** The derivative of a softmax row by one of its z: a·(∂E/∂a − Σ ∂E/∂aᵢ·aᵢ). */
function throughSoftmax(numbers: Numbers, layer: number, row: number, unit: number, writer: Writer): string {
  const terms = Array.from({ length: numbers.held(layer).units }, (_, index): Term =>
    product(numbers.aGradient(layer, row, index), numbers.a(layer, row, index)),
  );
  const own = writer.put(numbers.aGradient(layer, row, unit));
  return `${writer.put(numbers.a(layer, row, unit))}·(${own} − (${writer.sum(terms)}))`;
}

/** From ∂E/∂a of a layer to ∂E/∂z of what its activation was given. */
function throughActivation(
  numbers: Numbers,
  layer: number,
  row: number,
  unit: number,
  writer: Writer,
): string {
  if (numbers.isRowWise(layer)) return throughSoftmax(numbers, layer, row, unit, writer);
  const own = numbers.aGradient(layer, row, unit);
  if (!numbers.hasSlope(layer)) return writer.put(own);
  return product(own, numbers.slope(layer, row, unit)).write(writer);
}

/** ∂E/∂z of a layer that sums. */
export function sumGradientOf(numbers: Numbers, layer: number, row: number, unit: number): Told {
  const part = numbers.zGradient(layer, row, unit);
  if (numbers.isFused(layer)) return told(part, (writer) => slopeAtOutput(numbers, row, unit, writer));
  return told(part, (writer) => throughActivation(numbers, layer, row, unit, writer));
}

/** x of a normalizing layer: γ/√(σ² + ε)·(∂E/∂y − mean − x̂·mean of ∂E/∂y·x̂). */
function throughBatchStatistics(
  numbers: Numbers,
  layer: number,
  row: number,
  unit: number,
  writer: Writer,
): string {
  const { variance, epsilon } = moments(numbers, layer, row, unit);
  const { rows, pass } = numbers.step;
  const gamma = writer.put(numbers.entryOr(layer, 'gamma', [unit], 1));
  const scale = `${gamma}/√(${writer.put(variance)} + ${writer.put(epsilon)})`;
  const own = writer.put(numbers.aGradient(layer, row, unit));
  if (!pass.training) return `${scale}·${own}`;
  const all = Array.from({ length: rows }, (_, index) => index);
  const sum = all.map((index) => product(numbers.aGradient(layer, index, unit)));
  const products = all.map((index) =>
    product(numbers.aGradient(layer, index, unit), normalizedPart(numbers, layer, index, unit)),
  );
  const count = writer.put({ name: 'n', value: rows });
  const hat = writer.put(normalizedPart(numbers, layer, row, unit));
  return `${scale}·(${own} − (${writer.sum(sum)})/${count} − ${hat}·(${writer.sum(products)})/${count})`;
}

function throughRowStatistics(
  numbers: Numbers,
  layer: number,
  row: number,
  unit: number,
  writer: Writer,
): string {
  const { variance, epsilon } = moments(numbers, layer, row, unit);
  const { units } = numbers.held(layer);
  const all = Array.from({ length: units }, (_, index) => index);
  const scaled = (index: number) =>
    [numbers.entryOr(layer, 'gamma', [index], 1), numbers.aGradient(layer, row, index)] as const;
  const sum = all.map((index) => product(...scaled(index)));
  const products = all.map((index) => product(...scaled(index), normalizedPart(numbers, layer, row, index)));
  const count = writer.put({ name: 'n', value: units });
  const own = product(...scaled(unit)).write(writer);
  const hat = writer.put(normalizedPart(numbers, layer, row, unit));
  const root = `√(${writer.put(variance)} + ${writer.put(epsilon)})`;
  return `(${own} − (${writer.sum(sum)})/${count} − ${hat}·(${writer.sum(products)})/${count})/${root}`;
}

/** ∂E/∂a as what comes back through the layer after it, or from the loss. */
function comingBack(numbers: Numbers, layer: number, row: number, unit: number, writer: Writer): string {
  const next = layer + 1;
  if (layer === numbers.last) return slopeAtOutput(numbers, row, unit, writer);
  switch (layerTrace(numbers.held(next).layer.spec)) {
    case 'sums': {
      const kernel = numbers.parameter(next, 'kernel');
      const units = Array.from({ length: numbers.held(next).units }, (_, index) => index);
      const terms = kernel
        ? units.map((index) =>
            product(numbers.zGradient(next, row, index), numbers.entry(next, kernel, [unit, index])),
          )
        : [];
      return writer.sum(terms.filter(({ value }) => value !== 0));
    }
    case 'eachUnit':
      if (numbers.isFused(next)) return slopeAtOutput(numbers, row, unit, writer);
      return throughActivation(numbers, next, row, unit, writer);
    case 'mask': {
      const own = numbers.aGradient(next, row, unit);
      const acts = numbers.step.pass.training && numbers.held(next).dropoutRate > 0;
      return acts ? product(own, maskPart(numbers, next, row, unit)).write(writer) : writer.put(own);
    }
    case 'overBatch':
      return throughBatchStatistics(numbers, next, row, unit, writer);
    case 'overRow':
      return throughRowStatistics(numbers, next, row, unit, writer);
  }
}

/** ∂E/∂a: the sum over the units that it feeds, or the derivative of the loss. */
export function unitGradientOf(numbers: Numbers, layer: number, row: number, unit: number): Told {
  if (numbers.isFused(layer) && layerTrace(numbers.held(layer).layer.spec) === 'sums')
    return sumGradientOf(numbers, layer, row, unit);
  return told(numbers.aGradient(layer, row, unit), (writer) => comingBack(numbers, layer, row, unit, writer));
}
