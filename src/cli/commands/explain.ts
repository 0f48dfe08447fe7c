/** `nnspec explain`: one sample forward and backward, with every factor of the chain rule. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Explanation } from '../../run/explain/explanation.ts';
import { explainRun } from '../../session/explainRun.ts';
import { inspectSpec } from '../../session/session.ts';
import { EXIT, JSON_OPTION, SET_OPTION, type Command } from '../command.ts';
import { explanationText } from '../../run/explain/explanationText.ts';
import { jsonLine } from '../io.ts';
import { reportProblems } from '../report.ts';
import { UsageError, type Args } from '../args.ts';
import { memoryLimit, sessionOptions, workerPath } from '../sessionOptions.ts';

/** The step after the last one of a run folder. */
function explainFolder(folder: string, sample: number, args: Args): Promise<Explanation> {
  if (args.values('set').length > 0)
    throw new UsageError('A run has the settings of its own: leave --set out.');
  const options = { workerPath: workerPath(), memoryLimit: memoryLimit(), allowedRoots: null };
  return explainRun(resolve(folder), options, sample);
}

export const explain: Command = {
  name: 'explain',
  positional: 'FILE|RUN',
  summary: 'one sample forward and backward, every factor of the chain rule',
  options: [
    { name: 'sample', value: 'N', help: 'which training sample, from 0 (default 0)' },
    SET_OPTION,
    JSON_OPTION,
  ],
  async run(file, args, io) {
    const json = args.flag('json');
    const sample = args.integer('sample', 0, 0);
    const isFolder = (await stat(file).catch(() => null))?.isDirectory() === true;
    let explanation: Explanation | undefined;
    if (isFolder) explanation = await explainFolder(file, sample, args);
    else {
      const request = { type: 'explain', sample, checkpoint: null } as const;
      const { problems, result } = await inspectSpec(await sessionOptions(file, args), request);
      if (await reportProblems(io, problems, json)) return EXIT.problem;
      explanation = result;
    }
    if (explanation === undefined) return EXIT.problem;
    await io.out(json ? jsonLine({ event: 'explain', ...explanation }) : explanationText(explanation));
    return EXIT.done;
  },
};
