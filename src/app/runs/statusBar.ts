/** The status bar's text about the run that commands are about. */
import { oneLine } from '../../base/plainText.ts';
import { runLength } from '../../run/controls/length.ts';
import type { MetricFrame } from '../../run/frames.ts';
import type { Session } from '../../session/types.ts';
import { l10n } from '../l10n.ts';
import type { RunManager } from '../runManager.ts';
import { labelText } from '../showText.ts';
import { formatCount, formatValue } from '../../base/numbers.ts';

/** The last epoch and loss of a run that is going. */
export interface Progress {
  readonly epoch: number;
  readonly loss: number;
}

/** The last epoch and loss of a frame; loss is the first series. Null for an empty frame. */
export function lastOf(frame: MetricFrame, seriesCount: number): Progress | null {
  if (frame.count === 0) return null;
  const epoch = new Float64Array(frame.epochs)[frame.count - 1];
  const loss = new Float64Array(frame.values)[(frame.count - 1) * seriesCount];
  return epoch === undefined || loss === undefined ? null : { epoch, loss };
}

/** Text, with codicons, and tooltip; null where nothing is going. `latest` knows the progress of a run. */
export function statusBarText(
  { shown, target, active }: Pick<RunManager, 'shown' | 'target' | 'active'>,
  latest: (session: Session) => Progress | undefined,
): { readonly text: string; readonly tooltip: string } | null {
  if (shown.kind === 'preparing') {
    return {
      text: `$(sync~spin) ${labelText(l10n.t('Preparing {0}', shown.name))}`,
      tooltip: l10n.t('Reading the data. Click to show the panel.'),
    };
  }
  if (shown.kind === 'queued') {
    return {
      text: `$(clock) ${labelText(l10n.t('{0} is queued', shown.name))}`,
      tooltip: l10n.t('It trains as soon as another run ends. Click to show the panel.'),
    };
  }
  return target && sessionText(target, target === active, latest(target));
}

function sessionText(session: Session, isShown: boolean, last: Progress | undefined) {
  const { name } = session.run.plan.spec;
  const paused = session.status === 'paused';
  const { epochs } = runLength(session.run.plan, session.controls, undefined);
  const epoch = l10n.t('Epoch {0}/{1}', formatCount(last?.epoch ?? 1), formatCount(epochs));
  const loss = last ? ` · ${l10n.t('loss {0}', formatValue(last.loss))}` : '';
  // Another thing is in the panel: the bar says whose numbers these are.
  const whose = isShown ? '' : ` · ${labelText(name)}`;
  return {
    text: `$(${paused ? 'debug-pause' : 'pulse'}) ${epoch}${loss}${whose}`,
    tooltip: oneLine(
      paused
        ? l10n.t('{0} is paused. Click to show the panel.', name)
        : l10n.t('{0} is training. Click to show the panel.', name),
    ),
  };
}
