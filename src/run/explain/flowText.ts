/** The text of a gradient's way back: a waterfall from the output to a layer, the factor to blame, and the units of each layer. */
import { oneLine } from '../../base/plainText.ts';
import type { Text } from '../../base/problems/text.ts';
import { english } from '../../base/problems/wording.ts';
import { formatNumber, formatTable } from '../../base/textTable.ts';
import type { Finding } from '../events/findings.ts';
import type { GradientWay, StepKind } from './flowPath.ts';
import { unitVerdict, wayVerdict } from './flowVerdict.ts';
import type { GradientFlow } from './gradientFlow.ts';

/** Characters of the longest bar, and decades that are worth one. */
const BAR = 24;
const LEAST_DECADES = 2;

const NAMES: Readonly<Record<StepKind, string>> = {
  slope: 'slope of the activation',
  weights: 'weights',
  dropout: 'dropout',
  normalization: 'normalization',
  inputs: 'inputs of the layer',
};

/** Bars on a logarithmic scale, from the least gradient of the way to the largest. */
function barsOf(values: readonly (number | null)[]): string[] {
  const logs = values.map((value) => (value !== null && value > 0 ? Math.log10(value) : null));
  const known = logs.filter((log) => log !== null);
  const most = Math.max(...known);
  const range = Math.max(LEAST_DECADES, most - Math.min(...known));
  return logs.map((log) =>
    log === null ? '' : '█'.repeat(Math.max(1, Math.round(BAR * (1 - (most - log) / range)))),
  );
}

function wayTable({ from, begin, steps }: GradientWay): string {
  const bars = barsOf([begin, ...steps.map(({ gradient }) => gradient)]);
  const rows = steps.map(({ layer, kind, value, gradient }, index) => [
    layer,
    NAMES[kind],
    value === null ? '-' : `× ${formatNumber(value, 3)}`,
    formatNumber(gradient, 3),
    bars[index + 1] ?? '',
  ]);
  const first = [from, 'gradient of its weights', '', formatNumber(begin, 3), bars[0] ?? ''];
  return formatTable(['layer', 'factor', '', 'gradient', 'on a logarithmic scale'], [first, ...rows], [2, 3]);
}

function layerTable({ layers }: GradientFlow): string {
  const share = (value: number | null | undefined): string =>
    value === null || value === undefined ? '' : `${formatNumber(value * 100, 3)} %`;
  const rows = layers.map(({ id, type, gradient, arrives, look }) => [
    id,
    look ? `${type} (${look.activation})` : type,
    formatNumber(arrives, 3),
    gradient === null ? '' : formatNumber(gradient, 3),
    share(look?.dead),
    share(look?.saturated),
  ]);
  return formatTable(['layer', 'type', 'arrives', 'weights', 'dead', 'saturated'], rows, [2, 3, 4, 5]);
}

/** The findings that last, one a line. */
export function findingText(
  findings: readonly Finding[],
  tell: (finding: Finding) => string = ({ message }) => message,
): string {
  const lasting = findings.filter(({ until }) => until === null);
  const lines = lasting.map((one) => oneLine(`${one.rule}, since step ${one.since}: ${tell(one)}`));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
}

/**
 * @param way to the layer that is explained; null if the network has no layer that trains
 * @param tell a sentence in the reader's language; without it in English
 */
export function flowText(
  flow: GradientFlow,
  way: GradientWay | null,
  tell: (text: Text) => string = english,
): string {
  const { step, rows, loss, layers } = flow;
  const told = [...(way ? wayVerdict(way) : []), ...layers.flatMap(unitVerdict)].map((text) =>
    oneLine(tell(text)),
  );
  return [
    `step ${step}, on its batch of ${rows} ${rows === 1 ? 'sample' : 'samples'}, loss ${formatNumber(loss)}`,
    '',
    'The gradient on its way back, as norms over the batch',
    '',
    layerTable(flow),
    ...(way && way.steps.length > 0
      ? [
          `From ${oneLine(way.from)} to ${oneLine(way.to)}: the factors whose product is the ratio of the gradients`,
          '',
          wayTable(way),
        ]
      : []),
    ...told,
    '',
  ].join('\n');
}
