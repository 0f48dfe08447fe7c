/** The findings of a gradient's way in sentences: the factor to blame, and the units that are dead or saturated. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import type { FlowLayer } from './gradientFlow.ts';
import type { GradientWay, StepKind } from './flowPath.ts';

/** Shares of units that are worth a sentence. */
const DEAD = 0.1;
const SATURATED = 0.5;

const WHAT: Readonly<Record<StepKind, Text>> = {
  slope: phrase('the slopes of the activations'),
  weights: phrase('the weights'),
  dropout: phrase('the dropouts'),
  normalization: phrase('the normalizations'),
  inputs: phrase('the inputs of the layer'),
};

const digits = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): number => Math.round(share * 100);

/** The reason why the gradient of the way's end is smaller or larger than that of its beginning. */
export function wayVerdict({ from, to, ratio, through, blame }: GradientWay): Text[] {
  if (ratio === null || through === null || from === to) return [];
  if (blame === null) {
    const text =
      'The gradients of {to} and of {from} are of one size: no layer on the way makes them much smaller or larger.';
    return [phrase(text, { from, to })];
  }
  const what = WHAT[blame.kind];
  const { layer, count } = blame;
  if (blame.factor === 0)
    return [phrase('No gradient arrives at {to}: {what} of {layer} multiply it by 0.', { to, what, layer })];
  return [
    blame.kind === 'inputs'
      ? phrase('The gradient of {to} is {ratio} times that of {from}.', { to, from, ratio: digits(ratio) })
      : phrase('On its way back from {from} to {to} the gradient becomes {ratio} times as large.', {
          ...{ to, from, ratio: digits(through) },
        }),
    phrase(
      'To blame are {what}: {count} on the way multiply the gradient by {product} in all, those of {layer} alone by {factor}.',
      { what, count, layer, product: digits(blame.product), factor: digits(blame.factor) },
    ),
  ];
}

/** The reason why units of the layer let no gradient through; empty if few do not. */
export function unitVerdict({ id, look }: Pick<FlowLayer, 'id' | 'look'>): Text[] {
  if (!look) return [];
  const { dead, causes, saturated, activation, sizes } = look;
  const texts: Text[] = [];
  if (dead > DEAD) {
    const params = { share: percent(dead), layer: id };
    const { bias, weights, inputs } = causes;
    texts.push(
      causes.before > 0
        ? phrase(
            '{share} % of the units of {layer} are 0 for every sample: the layer before gives them no sum above 0.',
            params,
          )
        : phrase(
            '{share} % of the units of {layer} are 0 for every sample: their biases keep {bias} % below 0, their weights {weights} %, and {inputs} % get nothing but zeros.',
            { ...params, bias: percent(bias), weights: percent(weights), inputs: percent(inputs) },
          ),
    );
  }
  if (saturated === null || saturated <= SATURATED) return texts;
  texts.push(
    phrase('{share} % of the activations of {layer} are at the ends of {activation}.', {
      ...{ share: percent(saturated), layer: id, activation },
    }),
  );
  if (sizes === null) return texts;
  const text =
    'Its sums are of size {sum}, from inputs of size {input}, weights of size {weights} a unit and biases of size {bias}.';
  const { sum, input, weights, bias } = sizes;
  texts.push(
    phrase(text, { sum: digits(sum), input: digits(input), weights: digits(weights), bias: digits(bias) }),
  );
  return texts;
}
