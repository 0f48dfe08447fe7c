/** The text of an explained step: the forward pass, then backpropagation step by step, layer by layer. */
import { oneLine } from '../../base/plainText.ts';
import type { NamedValue, ExplainedUnit, ExplainedWeight, Explanation } from './explanation.ts';
import { formatTable } from '../../base/textTable.ts';

/** Digits after the point, as textbooks print them. */
const DIGITS = 8;

/** Values of a list and terms of a sum that are printed before the rest is cut. */
const MOST_VALUES = 16;
const MOST_TERMS = 8;

/**
 * The steps are the textbook's: step 1 changes the weights of the output layer, step 2 those of the layer before it,
 * and so on; every gradient is that of the weights before any of them.
 */
export function explanationText(explanation: Explanation): string {
  const { step, sample, row, layers, loss, lossAfter, penalty, learningRate, weights, omitted } = explanation;
  const changed = [...new Set(weights.map(({ layer }) => layer))];
  const steps = changed.flatMap((layer, index) => [
    `Backpropagation step ${index + 1}: the weights of ${oneLine(layer)}, with learning rate ${learningRate}`,
    '',
    ...sumLines(layers.find(({ id }) => id === layer)?.units ?? []),
    weightTable(weights.filter((weight) => weight.layer === layer)),
  ]);
  return [
    ...(step > 1 ? [`step ${step}, from the state after ${step - 1} steps, on one sample alone`] : []),
    `sample ${sample} (row ${row} of the source)`,
    `inputs   ${listOf(explanation.inputs)}`,
    `targets  ${listOf(explanation.targets)}`,
    ...(explanation.weight === undefined ? [] : [`weight   ${digits(explanation.weight)}`]),
    '',
    'Forward pass',
    '',
    forwardTable(explanation),
    `outputs  ${listOf(explanation.outputs)}`,
    `E = ${digits(loss)}${penalty === 0 ? '' : ` + penalty ${digits(penalty)}`}`,
    '',
    ...trainedLines(explanation),
    ...steps,
    ...(omitted > 0 ? [`${omitted} more weights, of the first layers, are not listed.`, ''] : []),
    `With the new weights: E = ${digits(lossAfter)}`,
    '',
  ].join('\n');
}

/** Says which weights these are, where they are not the stored ones. */
function trainedLines({ trainsAt }: Explanation): string[] {
  if (!trainsAt) return [];
  const { share, slot } = trainsAt;
  const mean = `${share}·x + ${Number((1 - share).toPrecision(6))}·${slot}`;
  return [`The weights are y = ${mean}, at which gradients are taken. Stored and evaluated is x.`, ''];
}

function forwardTable({ layers }: Explanation): string {
  const rows = layers.flatMap(({ id, type, units }) =>
    units.map(({ name, z, value, gradient }) => [
      `${id} (${type})`,
      z ? equation(z) : '',
      equation({ name, value }),
      equation(gradient),
    ]),
  );
  return formatTable(['layer', 'before activation', 'value', 'gradient on the way back'], rows);
}

/** Each unit's gradient as the sum over the units that it feeds. */
function sumLines(units: readonly ExplainedUnit[]): string[] {
  const lines = units.flatMap(({ gradient, terms }) => {
    if (terms.length === 0) return [];
    const name = oneLine(gradient.name);
    const more = terms.length > MOST_TERMS ? [`… (${terms.length} terms)`] : [];
    const shown = terms.slice(0, MOST_TERMS);
    const symbols = [...shown.map(symbolsOf), ...more].join(' + ');
    const values = [...shown.map(valuesOf), ...more].join(' + ');
    return [`${name} = ${symbols}`, `${' '.repeat(name.length)} = ${values} = ${digits(gradient.value)}`];
  });
  return lines.length > 0 ? [...lines, ''] : [];
}

/** A column for the penalty only where there is one: without it, the product is the gradient. */
function weightTable(weights: readonly ExplainedWeight[]): string {
  const penalized = weights.some(({ penalty }) => penalty !== 0);
  const header = ['weight', 'parameter', 'chain rule', 'factors', 'product'];
  const rows = weights.map(({ name, parameter, index, factors, penalty, gradient, before, after }) => [
    name,
    `${parameter}[${index.join(', ')}]`,
    symbolsOf(factors),
    valuesOf(factors),
    digits(gradient - penalty),
    ...(penalized ? [digits(penalty)] : []),
    `${digits(before)} → ${digits(after)}`,
  ]);
  return formatTable([...header, ...(penalized ? ['+ penalty'] : []), 'old → new'], rows, [4, 5, 6]);
}

function symbolsOf(factors: readonly NamedValue[]): string {
  return factors.map(({ name }) => oneLine(name)).join(' · ');
}

function valuesOf(factors: readonly NamedValue[]): string {
  return factors.map(({ value }) => `(${digits(value)})`).join('');
}

function equation({ name, value }: NamedValue): string {
  return `${oneLine(name)} = ${digits(value)}`;
}

function listOf(values: readonly NamedValue[]): string {
  const shown = values.slice(0, MOST_VALUES).map(equation);
  return shown.join(', ') + (values.length > shown.length ? `, … (${values.length} in all)` : '');
}

function digits(value: number): string {
  return Number.isFinite(value) ? value.toFixed(DIGITS) : String(value);
}
