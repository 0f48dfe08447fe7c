/** Sources of data: a file, a pair of IDX files, a folder of pictures, a built-in generator, or the spec itself. */
import type { SpecPath } from '../../base/errors.ts';
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/spec.ts';
import type { CodedText } from '../../base/problems/text.ts';
import type { Text } from '../../base/problems/text.ts';
import { list, mapped, nullable, object, optional, required, union } from '../../base/schema/composites.ts';
import { enumeration, integer, number, text } from '../../base/schema/primitives.ts';
import type { ReadContext, Schema } from '../../base/schema/schema.ts';
import { isTestFunction, TEST_FUNCTIONS } from '../../kinds/losses/testFunctions.ts';
import type { BuiltinName, DataFormat, Source } from '../types.ts';

export const FORMATS: Readonly<Record<DataFormat, string>> = {
  csv: 'Comma-separated values with a header line.',
  tsv: 'Tab-separated values with a header line.',
  json: 'An array of objects.',
  jsonl: 'One object per line.',
  npy: 'One NumPy array.',
  npz: 'Several NumPy arrays.',
  idx: 'The files of MNIST.',
  parquet: 'Apache Parquet.',
};

const BUILTINS: Readonly<Record<BuiltinName, string>> = {
  xor: 'Two inputs, the corners of the unit square in turn; 1 if exactly one of them is 1.',
  spiral: 'Arms that wind around each other, one per class.',
  moons: 'Two half circles.',
  circles: 'A circle within a circle.',
  gaussians: 'One cloud per class.',
  line: 'A straight line with noise (regression).',
  sine: 'A sine with noise (regression).',
  ...TEST_FUNCTIONS,
};

/** Fewest, most and default classes; 0 for regression. */
const CLASSES: Readonly<Record<BuiltinName, readonly [least: number, most: number, usual: number]>> = {
  xor: [2, 2, 2],
  spiral: [2, 10, 3],
  moons: [2, 2, 2],
  circles: [2, 2, 2],
  gaussians: [2, 10, 3],
  line: [0, 0, 0],
  sine: [0, 0, 0],
  saddle: [0, 0, 0],
  rosenbrock: [0, 0, 0],
  beale: [0, 0, 0],
  doubleWell: [0, 0, 0],
};

type KnownSource = Exclude<Source, { kind: 'file' }>;
export type RawSource = KnownSource | { readonly kind: 'path'; readonly path: string };
export interface SourceDraft {
  readonly source: RawSource;
  readonly format: DataFormat | null;
}

const builtinObject = object(
  {
    builtin: required(enumeration('built-in data set', BUILTINS), 'Which generator.'),
    samples: nullable(
      integer({ minimum: 1, maximum: 10_000_000 }),
      'Number of samples.',
      '400; 1 for a test function',
    ),
    noise: nullable(
      number({ minimum: 0 }),
      'Standard deviation of the noise; for a test function that of its input, which is 1.',
      '0.1; 0 for a test function',
    ),
    classes: nullable(
      integer({ minimum: 2, maximum: 10 }),
      'Number of classes.',
      '3 for spiral and gaussians, else 2',
    ),
  },
  'builtin',
);

const builtin = mapped(builtinObject, (read, path, context): KnownSource | undefined => {
  const [least, most, usual] = CLASSES[read.builtin];
  const classes = read.classes ?? usual;
  if (classes < least || classes > most) {
    const name = read.builtin;
    const told =
      most === 0
        ? sentence('NN-SPEC-RANGE.noClasses', { name })
        : sentence('NN-SPEC-RANGE.classes', { name, count: most });
    const at = [...path, 'classes'];
    const fix = { title: phrase('Remove {what}', { what: '"classes"' }), path: at, value: undefined };
    context.report({ ...told, path: at, on: 'value', fixes: [fix] });
    return undefined;
  }
  const isPoint = isTestFunction(read.builtin);
  const samples = read.samples ?? (isPoint ? 1 : 400);
  return { kind: 'builtin', name: read.builtin, samples, noise: read.noise ?? (isPoint ? 0 : 0.1), classes };
});

const idxObject = {
  images: required(text(), 'IDX file of the inputs.'),
  labels: required(text(), 'IDX file of the classes.'),
};
const idx = mapped(object(idxObject, 'images'), (read): KnownSource => ({ kind: 'idx', ...read }));
const idxByLabels = mapped(object(idxObject, 'labels'), (read): KnownSource => ({ kind: 'idx', ...read }));

const SIDE = { minimum: 1, maximum: 4096 };
const pictures = mapped(
  object(
    {
      pictures: required(text(), 'Folder of PNG and JPEG pictures, with one sub-folder a class.'),
      width: required(integer(SIDE), 'Each picture is made so wide, in pixels.'),
      height: required(integer(SIDE), 'Each picture is made so high, in pixels.'),
      color: optional(
        enumeration('colour', { rgb: 'Red, green and blue.', grey: 'One number a pixel, its brightness.' }),
        'rgb',
        'Numbers of a pixel, from 0 to 255.',
      ),
    },
    'pictures',
  ),
  ({ pictures: folder, ...read }): KnownSource => ({ kind: 'pictures', folder, ...read }),
);

const rows = list(list(number(), 1), 1);

function sameWidth(matrix: readonly (readonly number[])[], path: SpecPath, context: ReadContext): boolean {
  const width = matrix[0]?.length ?? 0;
  const odd = matrix.findIndex((row) => row.length !== width);
  if (odd < 0) return true;
  const told = sentence('NN-SPEC-RANGE.width', { row: odd + 1, count: matrix[odd]?.length ?? 0, width });
  context.report({ ...told, path: [...path, odd], on: 'value' });
  return false;
}

const inline = mapped(
  object(
    {
      inline: required(
        object({
          x: required(rows, 'Inputs, one list per sample.'),
          y: required(rows, 'Targets, one list per sample.'),
        }),
        'The numbers themselves.',
      ),
    },
    'inline',
  ),
  (read, path, context): KnownSource | undefined => {
    const { x, y } = read.inline;
    const at = [...path, 'inline'];
    const even = [sameWidth(x, [...at, 'x'], context), sameWidth(y, [...at, 'y'], context)];
    if (x.length !== y.length) {
      const told = sentence('NN-SPEC-CONFLICT.inlineRows', { x: x.length, y: y.length });
      context.report({ ...told, path: [...at, 'y'], on: 'key' });
      return undefined;
    }
    return even.every(Boolean) ? { kind: 'inline', x, y } : undefined;
  },
);

export const source: Schema<RawSource> = union<RawSource>(
  'a path or an object with "images" and "labels", "pictures", "builtin", or "inline"',
  [mapped(text(), (path) => ({ kind: 'path' as const, path })), builtin, inline, idx, idxByLabels, pictures],
);

const BY_EXTENSION: Readonly<Record<string, DataFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  npy: 'npy',
  npz: 'npz',
  parquet: 'parquet',
};

/** The format that a file's name tells; undefined if it tells none. */
export function formatOf(path: string): DataFormat | undefined {
  // As the files of MNIST are named: train-images-idx3-ubyte.gz.
  if (/[.-]idx\d-ubyte(?:\.gz)?$/i.test(path)) return 'idx';
  const extension = /\.([^./\\]+?)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

/** The remedy for a file that no format reads, by its name. */
function otherFile(path: string): Text | undefined {
  if (/^https?:\/\//i.test(path))
    return phrase('Addresses are not read: download the file and name it here.');
  if (/\.(?:xlsx?|xlsm|xlsb|ods|numbers)$/i.test(path)) {
    return phrase('Workbooks are not read: save the sheet as “CSV UTF-8” and name that file.');
  }
  if (/\.(?:zip|7z|rar|tar|tgz|bz2|xz|zst)$/i.test(path)) return phrase('Unpack it and name the file in it.');
  return undefined;
}

/** The source with its format settled; reports a format that is unknown or does not fit. `path` is that of the owner. */
export function resolveSource(draft: SourceDraft, path: SpecPath, context: ReadContext): Source | undefined {
  const { source: raw, format } = draft;
  const report = (key: 'source' | 'format', told: CodedText): void => {
    context.report({ ...told, path: [...path, key], on: 'value' });
  };
  if (raw.kind !== 'path') {
    const fits = format === null || (raw.kind === 'idx' && format === 'idx');
    if (fits) return raw;
    report('format', sentence('NN-SPEC-FORMAT.none'));
    return undefined;
  }
  if (format === 'idx') {
    report('source', sentence('NN-SPEC-FORMAT.pair'));
    return undefined;
  }
  if (format !== null) return { kind: 'file', path: raw.path, format };
  const known = formatOf(raw.path);
  if (known !== undefined) return { kind: 'file', path: raw.path, format: known };
  const names = Object.keys(FORMATS);
  const cure = otherFile(raw.path) ?? phrase('Set "format" to one of {names}.', { names });
  report('source', sentence('NN-SPEC-FORMAT.unknown', { path: raw.path, cure }));
  return undefined;
}
