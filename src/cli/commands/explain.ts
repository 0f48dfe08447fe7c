/** `nnspec explain`: one sample forward and backward, with every factor of the chain rule. */
import type { Explanation, NamedValue } from '../../engine/explain.ts';
import { inspectSpec } from '../../session/session.ts';
import { EXIT, JSON_OPTION, SET_OPTION, type Command } from '../command.ts';
import { jsonLine } from '../io.ts';
import { reportProblems } from '../report.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { formatTable } from '../table.ts';

/** Digits after the point, as textbooks print them. */
const DIGITS = 8;

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
    const { problems, result } = await inspectSpec(options, { type: 'explain', sample });
    if ((await reportProblems(io, problems, json)) || result === undefined) return EXIT.problem;
    const explanation = result as Explanation;
    await io.out(json ? jsonLine({ event: 'explain', ...explanation }) : textOf(explanation));
    return EXIT.done;
  },
};

function textOf(explanation: Explanation): string {
  const { sample, sourceRow, layers, loss, penalty, learningRate, weights, omitted } = explanation;
  const forward = layers.flatMap(({ id, type, units }) =>
    units.map(({ name, z, value, gradient }) => [
      `${id} (${type})`,
      z ? `${z.name} = ${digits(z.value)}` : '',
      `${name} = ${digits(value)}`,
      digits(gradient),
    ]),
  );
  const updates = weights.map(({ name, parameter, index, factors, gradient, before, after }) => [
    name,
    `${parameter}[${index.join(', ')}]`,
    factors.map((factor) => `(${digits(factor.value)})`).join(''),
    digits(gradient),
    `${digits(before)} -> ${digits(after)}`,
  ]);
  const [first] = weights;
  return [
    `sample ${sample} (row ${sourceRow} of the source)`,
    `inputs   ${listOf(explanation.inputs)}`,
    `targets  ${listOf(explanation.targets)}`,
    '',
    '1. Forward, and the gradient of each value on the way back',
    '',
    formatTable(['layer', 'before activation', 'value', '∂E/∂value'], forward, [3]),
    `outputs  ${listOf(explanation.outputs)}`,
    `E = ${digits(loss)}${penalty === 0 ? '' : ` + penalty ${digits(penalty)}`}`,
    '',
    `2. Backward: each gradient as the product of its factors, and the update with learning rate ${learningRate}`,
    ...(first
      ? ['', `   such as ∂E/∂${first.name} = ${first.factors.map(({ name }) => name).join(' · ')}`]
      : []),
    '',
    formatTable(['weight', 'parameter', 'factors', 'gradient', 'update'], updates, [3]),
    ...(omitted > 0 ? [`${omitted} more weights are not listed.`, ''] : []),
  ].join('\n');
}

function listOf(values: readonly NamedValue[]): string {
  const shown = values.slice(0, 16).map(({ name, value }) => `${name} = ${digits(value)}`);
  return shown.join(', ') + (values.length > shown.length ? `, … (${values.length} in all)` : '');
}

function digits(value: number): string {
  return Number.isFinite(value) ? value.toFixed(DIGITS) : String(value);
}
