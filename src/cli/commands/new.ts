/** `nnspec new`: a spec for a data file, with the reasons as comments. */
import { sentence } from '../../base/problems/runs.ts';
import { writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { NnError } from '../../base/errors.ts';
import { formatAt, proposeSpec, specBeside } from '../../session/ownData/proposeSpec.ts';
import { UsageError } from '../args.ts';
import { EXIT, type Command } from '../command.ts';
import { memoryLimit, workerPath } from '../sessionOptions.ts';

export const newSpec: Command = {
  name: 'new',
  positional: 'DATA',
  summary: 'write a spec that trains on a data file or a folder of pictures, each choice with its reason',
  options: [
    { name: 'target', value: 'COLUMN', help: 'the column to predict (default: the likeliest one)' },
    { name: 'out', value: 'FILE', help: "the spec (default: beside the data, by its name); '-' for stdout" },
  ],
  async run(file, args, io) {
    const format = formatAt(file);
    if (format === undefined)
      throw new UsageError(
        `The format of ${file} cannot be told from its name. Rename it, such as to rows.csv.`,
      );
    const out = args.value('out') ?? specBeside(file);
    const proposal = await proposeSpec({
      dataPath: file,
      format,
      specPath: out === '-' ? specBeside(file) : out,
      target: args.value('target') ?? null,
      workerPath: workerPath(),
      memoryLimit: memoryLimit(),
      allowedRoots: null,
    });
    if (out === '-') {
      await io.out(proposal.text);
      return EXIT.done;
    }
    await writeNew(out, proposal.text);
    const shown = relative('.', resolve(out));
    await io.out(
      `${shown}: predicts ${JSON.stringify(proposal.target)}. Train it with: nnspec train ${shown}\n`,
    );
    return EXIT.done;
  },
};

/** Throws NN-SPEC-EXISTS rather than write over a file. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'EEXIST') throw new NnError(sentence('NN-SPEC-EXISTS', { file: path }));
    throw new NnError(sentence('NN-SPEC-WRITE', { file: path, code }));
  }
}
