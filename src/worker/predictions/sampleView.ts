/** Encoded samples turned back into something a person can judge: a picture, a text, or columns with their values. */
import { gatherDense } from '../../data/batches.ts';
import { featureWidth, inputNames } from '../../data/encoding/encode.ts';
import { rawInput } from '../../data/encoding/raw.ts';
import { inputAxes } from '../../plan/inputAxes.ts';
import type { TextOf } from '../../data/text/texts.ts';
import type { Dataset, FeatureEncoder, Split } from '../../data/types.ts';
import type { SampleView } from '../../run/predictions.ts';
import { pictureAxes, pictureOf } from './picture.ts';

const MOST_CELLS = 24;
const MOST_CHARACTERS = 600;

function numberText(value: number): string {
  return Number(value.toPrecision(6)).toString();
}

function denseRow(split: Split, index: number): Float32Array | null {
  if (split.x.kind === 'sparse') return null;
  const row = new Float32Array(split.x.columns);
  gatherDense(split.x, Uint32Array.of(index), 0, 1, row);
  return row;
}

function tableOf(features: readonly FeatureEncoder[], inputs: Float32Array): SampleView {
  const cells: (readonly [string, string])[] = [];
  let first = 0;
  for (const feature of features) {
    if (feature.kind === 'number') {
      const count = feature.offset.length;
      inputNames([feature])
        .slice(0, count)
        .forEach((name, element) => {
          const isMissing = feature.missing?.indicator === true && inputs[first + count + element] === 1;
          const value = rawInput(features, first + element, inputs[first + element] ?? 0);
          cells.push([name, isMissing ? '' : numberText(value)]);
        });
    } else if (feature.kind === 'category') {
      const at = feature.values.findIndex((_, position) => inputs[first + position] === 1);
      cells.push([feature.column, feature.values[at] ?? '']);
    }
    first += featureWidth(feature);
  }
  return { kind: 'table', cells: cells.slice(0, MOST_CELLS), more: Math.max(0, cells.length - MOST_CELLS) };
}

/** Sample `index` of a split. `textOf` is asked for text columns only. */
export function sampleView(
  { encoder, shape }: Dataset,
  split: Split,
  index: number,
  textOf: TextOf,
): SampleView {
  const { features } = encoder;
  const texts = features.filter((feature) => feature.kind === 'text');
  if (texts.length > 0) {
    const row = split.sourceRows[index] ?? index;
    const text = texts.map(({ column }) => textOf(column, row)).join('\n');
    return {
      kind: 'text',
      text: text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text,
    };
  }
  const inputs = denseRow(split, index) ?? new Float32Array(0);
  const picture = pictureAxes(inputAxes(shape));
  if (picture === null) return tableOf(features, inputs);
  return pictureOf(
    Array.from(inputs, (value, column) => rawInput(features, column, value)),
    picture,
  );
}
