/** The text of answers about the numbers of a step: formula with names and with numbers, difference, and where to ask on. */
import { shown } from '../../base/formula/formula.ts';
import { oneLine } from '../../base/plainText.ts';
import { formatTable } from '../../base/textTable.ts';
import type { Answers, Asked, Looked } from './asked.ts';

const MOST_SAMPLES = 12;

/** A number as a formula shows it: eight digits after the point, or as many significant ones if it is small. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text = size >= 1e-4 && size < 1e6 ? value.toFixed(8) : value.toExponential(7);
  return text.replaceAll('-', '−');
}

/** The formula of an answer with names, and with numbers, in which a negative number has brackets. */
export function linesOf({ formula }: Asked): readonly [names: string, numbers: string] | null {
  if (!formula) return null;
  const names = shown(formula, ({ name }) => oneLine(name));
  const numbers = shown(formula, ({ value }) => (value < 0 ? `(${digits(value)})` : digits(value)));
  return [names, numbers];
}

function lookedText({ step, samples, training, learningRate, loss }: Looked): string {
  const more = samples.length > MOST_SAMPLES ? `, … (${String(samples.length)} in all)` : '';
  const shownSamples = samples.slice(0, MOST_SAMPLES).join(', ') + more;
  const batch = training ? `the batch of samples ${shownSamples}` : `sample ${shownSamples} alone`;
  return `step ${String(step)}, ${batch}, learning rate ${String(learningRate)}, loss ${digits(loss)}`;
}

const SOURCES = {
  data: 'It is given by the data.',
  state: 'It is the state before the step.',
  spec: 'It is given by the spec, its schedule and the live settings.',
  formula: 'The engine computes it; no short formula tells how.',
} as const;

function answerText(asked: Asked): string {
  const { name, ref, value, source, difference, after, formula, left } = asked;
  const lines = linesOf(asked);
  const parts = Object.values(formula?.parts ?? {});
  const rows = parts.map((part) => [oneLine(part.name), digits(part.value), oneLine(part.ref ?? '')]);
  const again = oneLine(ref) === oneLine(name) ? '' : `   [${oneLine(ref)}]`;
  return [
    `${oneLine(name)} = ${digits(value)}${again}`,
    ...(lines ? [`  = ${lines[0]}`, `  = ${lines[1]}`] : [`  ${SOURCES[source]}`]),
    ...(left === undefined ? [] : [`  The rest: ${String(left)} smaller terms.`]),
    ...(difference
      ? [`  central difference ${digits(difference.value)}, ${difference.error.toExponential(1)} apart`]
      : []),
    ...(after === undefined ? [] : [`  after the update ${digits(after)}`]),
    ...(rows.length > 0
      ? ['', formatTable(['from', 'value', 'ask with --number'], rows, [1]).trimEnd()]
      : []),
  ].join('\n');
}

export function answersText({ looked, asked }: Answers): string {
  return [lookedText(looked), ...asked.map(answerText), ''].join('\n\n').replace(/\n\n$/u, '\n');
}
