/** `nnspec gradcheck`: backpropagation against central finite differences, parameter by parameter. */
import type { GradientCheck } from '../../run/explain/gradientCheck.ts';
import { inspectSpec } from '../../session/session.ts';
import { EXIT, JSON_OPTION, SET_OPTION, type Command } from '../command.ts';
import { jsonLine } from '../io.ts';
import { reportProblems } from '../report.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { formatNumber, formatTable } from '../../base/textTable.ts';

export const gradcheck: Command = {
  name: 'gradcheck',
  positional: 'FILE',
  summary: 'check backpropagation against central finite differences, in float64',
  options: [SET_OPTION, JSON_OPTION],
  async run(file, args, io) {
    const json = args.flag('json');
    const { problems, result: check } = await inspectSpec(await sessionOptions(file, args), {
      type: 'gradcheck',
    });
    if ((await reportProblems(io, problems, json)) || check === undefined) return EXIT.problem;
    await io.out(json ? jsonLine({ event: 'gradcheck', ...check }) : textOf(check));
    return check.passed ? EXIT.done : EXIT.problem;
  },
};

function textOf({ parameters, samples, loss, tolerance, passed }: GradientCheck): string {
  const rows = parameters.map(({ name, entries, checked, worst, passed: right }) => [
    name,
    `${checked} of ${entries}`,
    `[${worst.index.join(', ')}]`,
    formatNumber(worst.backpropagated, 8),
    formatNumber(worst.numeric, 8),
    formatNumber(worst.error, 2),
    right ? 'ok' : 'WRONG',
  ]);
  const header = ['parameter', 'checked', 'worst at', 'backpropagation', 'difference', 'error', ''];
  const verdict = passed ? 'Every gradient agrees' : 'Some gradients do not agree';
  return (
    `loss ${formatNumber(loss, 8)} on ${samples} ${samples === 1 ? 'sample' : 'samples'}\n\n` +
    `${formatTable(header, rows, [1, 3, 4, 5])}\n${verdict} (relative error up to ${tolerance}).\n`
  );
}
