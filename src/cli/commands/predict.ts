/** `nnspec predict`: what a run's network says of the rows of a file. */
import { resolve } from 'node:path';
import type { Plan } from '../../plan/types.ts';
import { thresholdOf } from '../../kinds/losses/table.ts';
import { endsInProbabilities } from '../../plan/output.ts';
import type { Prediction } from '../../run/predictions.ts';
import { predictFile } from '../../session/predictFile.ts';
import { FORMATS, formatOf } from '../../format/keys/sources.ts';
import type { DataFormat } from '../../format/types.ts';
import { UsageError, type Args } from '../args.ts';
import { EXIT, JSON_OPTION, type Command } from '../command.ts';
import { jsonLine } from '../io.ts';
import { dataProblemLine } from '../report.ts';
import { readTrainedRun, weightsLine, WEIGHTS_OPTIONS } from '../trainedRun.ts';
import { memoryLimit, workerPath } from '../sessionOptions.ts';
import { formatNumber, formatTable } from '../../base/textTable.ts';

/** Outputs that a table shows beside the class; more would not fit a terminal. */
const MOST_COLUMNS = 12;
/** Rows written at once. */
const ROWS_AT_ONCE = 1000;

export const predict: Command = {
  name: 'predict',
  positional: 'RUN',
  summary: "say what a run's network makes of the rows of a file",
  options: [
    {
      name: 'input',
      value: 'FILE',
      help: 'the rows: the columns that the run was trained on; a target is ignored',
    },
    {
      name: 'format',
      value: 'FORMAT',
      help: `${Object.keys(FORMATS).join(', ')} (default: by the file's name)`,
    },
    ...WEIGHTS_OPTIONS,
    JSON_OPTION,
  ],
  async run(place, args, io) {
    const input = args.value('input');
    if (input === undefined) throw new UsageError('--input names the file to predict: --input rows.csv');
    const format = formatFor(input, args);
    const { plan, file, bytes, which } = await readTrainedRun(place, args);
    const prediction = await predictFile({
      plan,
      encoder: file.encoder,
      weights: bytes,
      path: input,
      format,
      baseDir: resolve('.'),
      memoryLimit: memoryLimit(),
      workerPath: workerPath(),
    });
    for (const warning of prediction.warnings) io.err(dataProblemLine(warning));
    if (!args.flag('json')) io.err(weightsLine(which));
    const rows = rowsOf(plan, prediction);
    if (args.flag('json')) {
      for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
        await io.out(
          rows
            .slice(start, start + ROWS_AT_ONCE)
            .map((row, index) => jsonRow(row, start + index === 0 ? { weights: which } : {}))
            .join(''),
        );
    } else {
      await io.out(tableOf(plan, rows));
    }
    return EXIT.done;
  },
};

function formatFor(input: string, args: Args): DataFormat {
  const wanted = args.value('format');
  if (wanted === undefined) {
    const format = formatOf(input);
    if (format !== undefined) return format;
    throw new UsageError(
      `The format of ${input} cannot be told from its name: --format is one of ${names()}.`,
    );
  }
  const known = (name: string): name is DataFormat => Object.hasOwn(FORMATS, name);
  if (known(wanted)) return wanted;
  throw new UsageError(`--format is one of ${names()}, not "${wanted}".`);
}

function names(): string {
  return Object.keys(FORMATS).join(', ');
}

/** A row's outputs by name; `class` and whether the outputs are probabilities for a target of classes. */
interface Row {
  /** From 1, header not counted. */
  readonly row: number;
  readonly class?: string;
  readonly probable: boolean;
  readonly outputs: Readonly<Record<string, number>>;
  /** The same in the order of the network's outputs, which an object does not keep where names are whole numbers. */
  readonly pairs: readonly (readonly [name: string, value: number])[];
}

function rowsOf(plan: Plan, { rows, outputs, values, source }: Prediction): Row[] {
  const numbers = new Float32Array(values);
  const { target } = plan.data;
  const probable = target.kind !== 'number' && endsInProbabilities(plan);
  return Array.from({ length: rows }, (_, index): Row => {
    const row = (source?.[index] ?? index) + 1;
    const own = numbers.subarray(index * outputs, (index + 1) * outputs);
    switch (target.kind) {
      case 'number':
        return { row, probable, ...named(target.names, own) };
      case 'binary': {
        const [first, second] = target.classes;
        const value = own[0] ?? Number.NaN;
        // The threshold of the accuracy metric.
        const said = value > thresholdOf(plan.spec.loss) ? second : first;
        const both = probable ? named(target.classes, [1 - value, value]) : named([second], [value]);
        return { row, probable, class: said, ...both };
      }
      case 'category': {
        const best = own.reduce((most, value, at) => (value > (own[most] ?? -Infinity) ? at : most), 0);
        return { row, probable, class: target.classes[best] ?? '', ...named(target.classes, own) };
      }
    }
  });
}

function named(keys: readonly string[], values: ArrayLike<number>): Pick<Row, 'outputs' | 'pairs'> {
  const pairs = keys.map((key, index) => [key, values[index] ?? Number.NaN] as const);
  return { outputs: Object.fromEntries(pairs), pairs };
}

/** `more` stands at the end of the line. */
function jsonRow({ row, class: said, probable, outputs, pairs }: Row, more: object): string {
  if (said === undefined) return jsonLine({ event: 'prediction', row, values: outputs, pairs, ...more });
  return jsonLine({
    event: 'prediction',
    row,
    class: said,
    [probable ? 'probabilities' : 'outputs']: outputs,
    pairs,
    ...more,
  });
}

function tableOf(plan: Plan, rows: readonly Row[]): string {
  const { target } = plan.data;
  const columns = target.kind === 'number' ? target.names : target.classes;
  const classes = target.kind !== 'number';
  const shown = !classes || columns.length <= MOST_COLUMNS;
  const header = ['row', ...(classes ? ['class'] : []), ...(shown ? columns : ['output'])];
  const cells = rows.map(({ row, class: said, outputs }) => [
    String(row),
    ...(said === undefined ? [] : [said]),
    ...(shown
      ? columns.map((name) => (Object.hasOwn(outputs, name) ? formatNumber(outputs[name]) : ''))
      : [formatNumber(outputs[said ?? ''])]),
  ]);
  const numeric = header.map((_, index) => index).filter((index) => index === 0 || index > (classes ? 1 : 0));
  return formatTable(header, cells, numeric);
}
