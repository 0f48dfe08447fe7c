/** `nnspec export`: a run's weights and numbers for other programs. */
import { sentence } from '../../base/problems/runs.ts';
import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { NnError } from '../../base/errors.ts';
import { encodeSafetensors } from '../../engine/checkpoint.ts';
import { exportTo } from '../../runs/export/exportFile.ts';
import {
  readForReport,
  writeCsv,
  writeJson,
  type ExportedRun,
  type RunWarning,
  type Sink,
} from '../../runs/export/exportRun.ts';
import { writePlain } from '../../runs/folder/safePaths.ts';
import { runsReport } from '../../runs/export/report/report.ts';
import { UsageError, type Args } from '../args.ts';
import { EXIT, type Command } from '../command.ts';
import type { Io } from '../io.ts';
import { anyEncoding, exportedEncoding, metadataOf } from '../export/encoding.ts';
import { kerasScript } from '../export/keras.ts';
import { pytorchScript } from '../export/pytorch.ts';
import { shortPath, warningLine } from '../report.ts';
import { readTrainedRun, weightsLine, WEIGHTS_OPTIONS } from '../trainedRun.ts';

const FORMATS = ['keras', 'pytorch', 'safetensors', 'csv', 'json', 'html'] as const;
const PLANNED = ['onnx'];

/** Reports about one or several runs, without their weights: each writes itself and resolves with warnings. */
const REPORTS: Readonly<
  Record<'csv' | 'json' | 'html', (folders: readonly string[], sink: Sink) => Promise<RunWarning[]>>
> = {
  csv: writeCsv,
  json: writeJson,
  html: async (folders, sink) => {
    const runs: ExportedRun[] = [];
    for (const folder of folders) runs.push(await readForReport(folder));
    await sink(runsReport(runs));
    return [];
  },
};

export const exportRun: Command = {
  name: 'export',
  positional: 'RUN',
  several: true,
  summary: 'write the weights of a run folder, or its numbers, for other programs',
  options: [
    {
      name: 'to',
      value: FORMATS.join('|'),
      help: 'keras and pytorch: a script and its weights; csv, json and html: also of several runs',
    },
    { name: 'out', value: 'FILE', help: 'the file to write (default: named after the run, in this folder)' },
    ...WEIGHTS_OPTIONS,
  ],
  async run(place, args, io) {
    const wanted = args.value('to');
    if (wanted !== undefined && PLANNED.includes(wanted)) {
      throw new NnError(sentence('NN-EXPORT-PLANNED', { wanted }));
    }
    const format = FORMATS.find((name) => name === wanted);
    if (format === undefined) throw new UsageError(`--to is one of ${FORMATS.join(', ')}.`);
    const stem =
      args.positionals.length > 1 ? 'runs' : basename(resolve(place)).replace(/[^\p{L}\p{N}-]+/gu, '-');
    const extension = format === 'keras' || format === 'pytorch' ? 'py' : format;
    const path = resolve(args.value('out') ?? `${stem}.${extension}`);
    if (format === 'csv' || format === 'json' || format === 'html') {
      const folders = args.positionals.map((one) => resolve(one));
      const warnings = await exportTo(path, (sink) => REPORTS[format](folders, sink)).catch(
        (error: unknown) => {
          throw writeError(path, error);
        },
      );
      for (const warning of warnings) io.err(warningLine(warning));
      await io.out(`${shortPath(path)}\n`);
      return EXIT.done;
    }
    for (const [file, content] of await modelFiles(format, path, place, args, io)) {
      await write(file, content, file === path && args.value('out') !== undefined);
      await io.out(`${shortPath(file)}\n`);
    }
    return EXIT.done;
  },
};

async function modelFiles(
  format: 'keras' | 'pytorch' | 'safetensors',
  path: string,
  place: string,
  args: Args,
  io: Io,
): Promise<Map<string, string | Uint8Array>> {
  if (args.positionals.length > 1) throw new UsageError(`--to ${format} takes one run.`);
  const { plan, weights, which, file } = await readTrainedRun(place, args);
  io.err(weightsLine(which));
  if (format === 'safetensors')
    return new Map([[path, encodeSafetensors(weights, metadataOf(anyEncoding(plan, file.encoder)))]]);
  const bytes = encodeSafetensors(weights, metadataOf(exportedEncoding(plan, file.encoder)));
  const weightsPath = join(resolve(path, '..'), `${basename(path).replace(/\.py$/, '')}.safetensors`);
  const script = format === 'keras' ? kerasScript : pytorchScript;
  return new Map<string, string | Uint8Array>([
    [weightsPath, bytes],
    [path, script(plan, basename(weightsPath))],
  ]);
}

/** A file that the user has `named` may be a link or a pipe; one that is named for him must not lead elsewhere. */
async function write(path: string, content: string | Uint8Array, named: boolean): Promise<void> {
  try {
    await (named ? writeFile(path, content) : writePlain(path, content, 'replace'));
  } catch (error) {
    throw writeError(path, error);
  }
}

/** An error of the file system as one that says which file; others as they are. */
function writeError(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error) || NnError.is(error)) return error;
  return new NnError(sentence('NN-EXPORT-WRITE', { path, code: String(error.code) }));
}
