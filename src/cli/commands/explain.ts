/** `nnspec explain`: one sample forward and backward, with every factor of the chain rule. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Explanation } from '../../run/explain/explanation.ts';
import { askRun, explainRun } from '../../session/explainRun.ts';
import { inspectSpec } from '../../session/session.ts';
import { EXIT, JSON_OPTION, SET_OPTION, type Command } from '../command.ts';
import { explanationText } from '../../run/explain/explanationText.ts';
import type { Answers } from '../../run/microscope/asked.ts';
import { answersText, linesOf } from '../../run/microscope/askedText.ts';
import { jsonLine, type Io } from '../io.ts';
import { reportProblems } from '../report.ts';
import { UsageError, type Args } from '../args.ts';
import { memoryLimit, sessionOptions, workerPath } from '../sessionOptions.ts';

/** The step that is asked for. */
interface Wanted {
  readonly sample: number | null;
  /** Numbers that are asked for; none: the whole step is explained. */
  readonly numbers: readonly string[];
}

type Result = { readonly explanation: Explanation } | { readonly answers: Answers };

/** Of the step after the last one of a run folder. */
async function ofFolder(folder: string, { sample, numbers }: Wanted, args: Args): Promise<Result> {
  if (args.values('set').length > 0)
    throw new UsageError('A run has the settings of its own: leave --set out.');
  const options = { workerPath: workerPath(), memoryLimit: memoryLimit(), allowedRoots: null };
  if (numbers.length === 0) return { explanation: await explainRun(resolve(folder), options, sample ?? 0) };
  return { answers: await askRun(resolve(folder), options, sample, numbers) };
}

/** Of the first step of a spec; undefined if it cannot be trained, which is reported. */
async function ofSpec(
  file: string,
  { sample, numbers }: Wanted,
  args: Args,
  io: Io,
): Promise<Result | undefined> {
  const options = await sessionOptions(file, args);
  const json = args.flag('json');
  if (numbers.length === 0) {
    const request = { type: 'explain', sample: sample ?? 0, checkpoint: null } as const;
    const { problems, result } = await inspectSpec(options, request);
    const failed = await reportProblems(io, problems, json);
    return failed || !result ? undefined : { explanation: result };
  }
  const request = { type: 'ask', look: { sample, checkpoint: null }, questions: numbers } as const;
  const { problems, result } = await inspectSpec(options, request);
  const failed = await reportProblems(io, problems, json);
  return failed || !result ? undefined : { answers: result };
}

function wantedBy(args: Args): Wanted {
  const numbers = args.values('number');
  const batch = args.flag('batch');
  if (batch && numbers.length === 0)
    throw new UsageError('--batch needs --number: the whole step is explained on one sample.');
  if (batch && args.values('sample').length > 0)
    throw new UsageError('--batch looks at the batch of training, --sample at one sample alone: choose one.');
  return { sample: batch ? null : args.integer('sample', 0, 0), numbers };
}

function textOf(result: Result, json: boolean): string {
  if ('explanation' in result) {
    const { explanation } = result;
    return json ? jsonLine({ event: 'explain', ...explanation }) : explanationText(explanation);
  }
  const { looked, asked } = result.answers;
  if (!json) return answersText(result.answers);
  const { step, learningRate, samples, training, loss } = looked;
  const lines = asked.map((answer) => {
    const lines = linesOf(answer);
    return jsonLine({ event: 'number', ...answer, names: lines?.[0] ?? null, numbers: lines?.[1] ?? null });
  });
  return [jsonLine({ event: 'step', step, learningRate, samples, training, loss }), ...lines].join('');
}

export const explain: Command = {
  name: 'explain',
  positional: 'FILE|RUN',
  summary: 'one sample forward and backward, every factor of the chain rule',
  options: [
    { name: 'sample', value: 'N', help: 'which training sample, from 0 (default 0)' },
    {
      name: 'number',
      value: 'NAME',
      repeated: true,
      help: 'where a number comes from, such as w5, output.kernel[0,1].gradient or hidden.a[2] (repeatable)',
    },
    { name: 'batch', help: "with --number: the step's whole batch as training takes it, with dropout" },
    SET_OPTION,
    JSON_OPTION,
  ],
  async run(file, args, io) {
    const wanted = wantedBy(args);
    const isFolder = (await stat(file).catch(() => null))?.isDirectory() === true;
    const result = isFolder ? await ofFolder(file, wanted, args) : await ofSpec(file, wanted, args, io);
    if (result === undefined) return EXIT.problem;
    await io.out(textOf(result, args.flag('json')));
    return EXIT.done;
  },
};
