/** Problems and plans as text and as JSON lines. */
import { axesText } from '../plan/inputAxes.ts';
import { describeLayer } from '../kinds/layers/table.ts';
import { shapeText } from '../kinds/shape.ts';
import { relative } from 'node:path';
import { NnError, type Problem } from '../base/errors.ts';
import { fileError } from '../base/fileErrors.ts';
import { english } from '../base/problems/wording.ts';
import type { CodedText } from '../base/problems/text.ts';
import { oneLine } from '../base/plainText.ts';
import { missingLines } from '../run/missingText.ts';
import { batchesOfGroup, plannedUpdates } from '../plan/updates.ts';
import type { Plan } from '../plan/types.ts';
import type { LocatedProblem } from '../session/types.ts';
import { jsonLine, type Io } from './io.ts';
import { formatBytes, formatCount } from '../base/numbers.ts';
import { formatTable } from '../base/textTable.ts';

/** `path:line:col: severity CODE message`, the path relative to the working folder where that is shorter. */
function problemLine(problem: LocatedProblem): string {
  const { line, column, severity, code, message } = problem;
  return `${shortPath(problem.file)}:${line}:${column}: ${severity} ${code} ${oneLine(message)}\n`;
}

/** Problems go to stderr, and as events to stdout with `--json`. True if one of them is an error. */
export async function reportProblems(
  io: Io,
  problems: readonly LocatedProblem[],
  json: boolean,
): Promise<boolean> {
  for (const problem of problems) {
    const { code, severity, message, file, line, column } = problem;
    const [fix] = (problem.fixes ?? []).map(({ title, ...edit }) => ({ title: english(title), ...edit }));
    if (json) {
      const place = { file, line, column, ...(fix ? { fix } : {}) };
      await io.out(jsonLine({ event: 'problem', code, severity, message, ...place }));
    }
    io.err(problemLine(problem));
  }
  return problems.some(({ severity }) => severity === 'error');
}

/** A problem of a data file that no spec names: its place, severity and code. */
export function dataProblemLine({ location, severity, code, message }: Problem): string {
  if (location.kind === 'spec') return `nnspec: ${severity} ${code} ${oneLine(message)}\n`;
  const { file, line, column } = location;
  return `${shortPath(file)}:${line}:${column}: ${severity} ${code} ${oneLine(message)}\n`;
}

/** A warning that is about no file. */
export function warningLine({ code, message }: CodedText): string {
  return `nnspec: warning ${code} ${oneLine(message)}\n`;
}

/** An error outside of a spec, such as a run folder that is none: its place if it has one, its code, never a stack. */
export function errorLine(error: unknown): string {
  const problem = NnError.is(error) ? error.problems[0] : undefined;
  if (problem?.location.kind === 'file') return dataProblemLine(problem);
  const known = NnError.is(error) ? error : fileError(error);
  if (known) return `nnspec: error ${known.code} ${oneLine(known.message)}\n`;
  return `nnspec: error NN-INTERNAL ${oneLine(error instanceof Error ? error.message : String(error))}\n`;
}

/** As it is shown: relative to the working folder where it is inside. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return oneLine(short !== '' && !short.startsWith('..') ? short : path);
}

/** `784 inputs (28 × 28)`. */
function inputsText(data: Plan['data']): string {
  const axes = axesText(data);
  return `${formatCount(data.features)} inputs${axes === '' ? '' : ` (${axes})`}`;
}

/** Name, data and layers, parameters and memory: what `check` shows of a right spec. */
export function planTable(plan: Plan): string {
  const { spec, data, layers, memory } = plan;
  const rows = layers.map((layer) => [
    layer.id,
    describeLayer(layer.spec),
    shapeText(layer.output),
    formatCount(layer.parameterCount),
    formatCount(layer.flops),
  ]);
  const { train, validation, test } = data.samples;
  const target =
    data.target.kind === 'number'
      ? `${data.target.names.length} number${data.target.names.length === 1 ? '' : 's'}`
      : `${data.target.classes.length} classes`;
  const samples = `${formatCount(train)} train, ${formatCount(validation)} validation, ${formatCount(test)} test`;
  return [
    `${oneLine(spec.name)}: ${inputsText(data)} -> ${target}; ${samples}`,
    ...missingLines(data.missing).map(oneLine),
    '',
    formatTable(['layer', 'type', 'output', 'parameters', 'flops/sample'], rows, [3, 4]).trimEnd(),
    '',
    `${formatCount(plan.parameterCount)} parameters (${formatCount(plan.trainableParameterCount)} trainable), ` +
      `about ${formatBytes(memory.total)} of memory`,
    `${spec.loss.type}, ${spec.optimizer.type} (learning rate ${spec.optimizer.learningRate}), ` +
      `batch ${plan.batchSize}, ${formatCount(plan.stepsPerEpoch)} steps/epoch x ${spec.training.epochs} epochs ` +
      `= ${formatCount(plan.totalSteps)} steps${groupsText(plan)}`,
    '',
  ].join('\n');
}

function groupsText(plan: Plan): string {
  const batches = batchesOfGroup(plan.spec);
  if (batches === 1) return '';
  return `, ${formatCount(plannedUpdates(plan.spec, plan))} updates of ${batches} batches each`;
}
