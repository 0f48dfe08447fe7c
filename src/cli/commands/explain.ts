/** `nnspec explain`: one sample forward and backward, with every factor of the chain rule. */
import { inspectSpec } from '../../session/session.ts';
import { EXIT, JSON_OPTION, SET_OPTION, type Command } from '../command.ts';
import { explanationText } from '../explainText.ts';
import { jsonLine } from '../io.ts';
import { reportProblems } from '../report.ts';
import { sessionOptions } from '../sessionOptions.ts';

export const explain: Command = {
  name: 'explain',
  positional: 'FILE',
  summary: 'one sample forward and backward, every factor of the chain rule',
  options: [
    { name: 'sample', value: 'N', help: 'which training sample, from 0 (default 0)' },
    SET_OPTION,
    JSON_OPTION,
  ],
  async run(file, args, io) {
    const json = args.flag('json');
    const sample = args.integer('sample', 0, 0);
    const options = await sessionOptions(file, args);
    const { problems, result: explanation } = await inspectSpec(options, { type: 'explain', sample });
    if ((await reportProblems(io, problems, json)) || explanation === undefined) return EXIT.problem;
    await io.out(json ? jsonLine({ event: 'explain', ...explanation }) : explanationText(explanation));
    return EXIT.done;
  },
};
