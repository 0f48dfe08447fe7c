/** The data as a spec takes them: splits, and one row as the network gets it. */
import type { RowSurvey, SplitSurvey } from '../../plan/survey.ts';
import { gatherDense } from '../batches.ts';
import { inputNames } from '../encoding/encode.ts';
import type { Dataset, Split, TargetEncoder } from '../types.ts';
import { RowHashes } from './rowHashes.ts';

/** Inputs of a row that are shown; those that are 0 come last. */
const MOST_INPUTS = 200;

const NAMES = { training: 'train', validation: 'validation', test: 'test' } as const;

export function surveySplits(dataset: Dataset): SplitSurvey[] {
  const trained = new RowHashes();
  const bytesOf = rowBytes(dataset.train);
  for (let row = 0; row < dataset.train.count; row++) {
    const bytes = bytesOf(row);
    trained.add(bytes, 0, bytes.length);
  }
  return (['training', 'validation', 'test'] as const).flatMap((name) => {
    const split = dataset[NAMES[name]];
    if (split.count === 0) return [];
    return [
      {
        name,
        rows: split.count,
        classes: classesOf(split, dataset.encoder.target),
        alsoTrained: name === 'training' ? 0 : repeated(split, trained),
      },
    ];
  });
}

/** The rows of a split whose inputs stand among the trained ones. */
function repeated(split: Split, trained: RowHashes): number {
  const bytesOf = rowBytes(split);
  let count = 0;
  for (let row = 0; row < split.count; row++) {
    const bytes = bytesOf(row);
    if (trained.has(bytes, 0, bytes.length)) count++;
  }
  return count;
}

/** The bytes of the inputs of a row, valid until the next is asked for. */
function rowBytes({ x }: Split): (row: number) => Uint8Array {
  if (x.kind === 'sparse') {
    return (row) => {
      const [from = 0, to = 0] = x.indptr.subarray(row, row + 2);
      const numbers = new Float64Array([...x.indices.subarray(from, to), ...x.values.subarray(from, to)]);
      return new Uint8Array(numbers.buffer);
    };
  }
  const numbers = new Float32Array(x.columns);
  const bytes = new Uint8Array(numbers.buffer);
  const order = new Uint32Array(1);
  return (row) => {
    order[0] = row;
    gatherDense(x, order, 0, 1, numbers);
    return bytes;
  };
}

function classesOf({ y, count }: Split, target: TargetEncoder): SplitSurvey['classes'] {
  if (target.kind !== 'category' && target.kind !== 'binary') return [];
  const counts = target.classes.map(() => 0);
  for (let row = 0; row < count; row++) {
    const targets = y.values.subarray(row * y.columns, (row + 1) * y.columns);
    const at =
      target.kind === 'binary' ? Number((targets[0] ?? 0) >= 0.5) : targets.indexOf(Math.max(...targets));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return target.classes.map((name, at) => ({ name, count: counts[at] ?? 0 }));
}

/** The row of the file as the network gets it; null if it is in no split. */
export function surveyRow({ train, validation, test, encoder }: Dataset, wanted: number): RowSurvey | null {
  for (const [name, split] of Object.entries({ training: train, validation, test })) {
    const row = split.sourceRows.indexOf(wanted);
    if (row < 0 || (name !== 'training' && name !== 'validation' && name !== 'test')) continue;
    const { x, y } = split;
    const names = inputNames(encoder.features);
    const values = new Float32Array(x.columns);
    if (x.kind === 'sparse') {
      const [from = 0, to = 0] = x.indptr.subarray(row, row + 2);
      for (let at = from; at < to; at++) values[x.indices[at] ?? 0] = x.values[at] ?? 0;
    } else gatherDense(x, Uint32Array.of(row), 0, 1, values);
    const inputs = names.map((input, at) => ({ name: input, value: values[at] ?? 0 }));
    const shown =
      inputs.length <= MOST_INPUTS
        ? inputs
        : [...inputs].sort((a, b) => Number(a.value === 0) - Number(b.value === 0)).slice(0, MOST_INPUTS);
    const targets = [...y.values.subarray(row * y.columns, (row + 1) * y.columns)];
    return { row: wanted, split: name, inputs: shown, targets };
  }
  return null;
}
