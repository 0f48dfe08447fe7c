/** Snapshots of the tensors as charts and pictures: activations of each layer, distributions of weights and gradients. */
import { type Distribution, type TensorSnapshot, trainableLayers } from '../../src/run/tensorSnapshots.ts';
import type { ChartModel } from '../chart/model.ts';
import { pointLine } from '../chart/lines.ts';
import type { RunData } from '../data/runData.ts';
import { formatCount, formatPercent, formatValue } from '../../src/base/numbers.ts';
import { marksOf } from '../marks.ts';
import type { RunState } from '../runState.ts';
import type { ActivationMeasure, PanelSettings } from '../settings.ts';
import { t } from '../strings.ts';
import { type Theme, layerColor } from '../look/theme.ts';
import type { TableModel } from '../views/table.ts';
import { extentOf } from './learning.ts';

/** The tensors of a distribution: the parameters or their gradients. */
export type DistributionKind = 'weights' | 'gradients';

/** The measures that the run's layers have: saturation only where a function has ends. */
export function measuresOf({ data }: RunState): ActivationMeasure[] {
  const [first] = data.tensorSnapshots;
  if (first === undefined || first.activations.length === 0) return [];
  const saturates = first.activations.some(({ saturated }) => saturated !== null);
  return saturates ? ['dead', 'saturated', 'mean', 'deviation'] : ['dead', 'mean', 'deviation'];
}

/** The measure's name. */
export function measureLabel(measure: ActivationMeasure): string {
  switch (measure) {
    case 'dead':
      return t('dead units');
    case 'saturated':
      return t('saturated units');
    case 'mean':
      return t('mean');
    case 'deviation':
      return t('standard deviation');
  }
}

/** Shares from which training health warns: a tenth of the units dead, half of them saturated. */
const DEAD_SHARE = 0.1;
const SATURATED_SHARE = 0.5;

/** A line per layer of what its activations do on the probe; null without a snapshot. */
export function activationModel(
  { data, activationLayers: layers }: RunState,
  measure: ActivationMeasure,
  settings: PanelSettings,
  theme: Theme,
): ChartModel | null {
  if (data.tensorSnapshots.length === 0 || layers.length === 0) return null;
  const { xAxis } = settings;
  const lines = layers.flatMap((id, index) => {
    const points = data.tensorSnapshots.flatMap((snapshot) => {
      const y = snapshot.activations[index]?.[measure] ?? null;
      return y === null ? [] : [{ x: data.xOfStep(xAxis, snapshot.step), y }];
    });
    const color = layerColor(theme, index, layers.length);
    return points.length === 0 ? [] : [pointLine(points, { id, label: id, color })];
  });
  const share = measure === 'dead' || measure === 'saturated';
  const threshold = measure === 'dead' ? DEAD_SHARE : SATURATED_SHARE;
  return {
    lines,
    marks: marksOf(data, xAxis),
    bands: share ? [{ id: 'many', label: t('too many'), color: theme.high, low: threshold, high: null }] : [],
    levels: [],
    extent: extentOf(data, xAxis),
    // Looks become rarer as a run grows: its lines may end long before it does.
    note: t(
      'looked at {0} times, the last time at step {1}',
      formatCount(data.tensorSnapshots.length),
      formatCount(data.tensorSnapshots.at(-1)?.step ?? 0),
    ),
    // A share is read against the whole: an axis up to a thousandth would cry wolf.
    fitY: share ? (drawn) => ({ low: 0, high: Math.max(drawn.high, 0.02) }) : null,
    ceiling: share ? 1 : null,
  };
}

/** The latest snapshot's activations, a row per layer. */
export function activationTable({ data, activationLayers }: RunState): TableModel {
  const latest = data.tensorSnapshots.at(-1);
  const percent = (share: number | null | undefined): string =>
    share === null || share === undefined ? '–' : formatPercent(share);
  return {
    caption: t('Activations at step {0}', (latest?.step ?? 0).toString()),
    columns: [t('Layer'), t('dead units'), t('saturated units'), t('mean'), t('standard deviation')],
    rows: activationLayers.map((id, index) => {
      const seen = latest?.activations[index];
      return [
        id,
        percent(seen?.dead),
        percent(seen?.saturated),
        formatValue(seen?.mean),
        formatValue(seen?.deviation),
      ];
    }),
  };
}

/** The snapshot that stands for a place on the x axis: the last one at or before it; the latest without a place. */
export function snapshotAt(
  data: RunData,
  settings: PanelSettings,
  x: number | null,
): TensorSnapshot | undefined {
  if (x === null) return data.tensorSnapshots.at(-1);
  return (
    data.tensorSnapshots.findLast((snapshot) => data.xOfStep(settings.xAxis, snapshot.step) <= x) ??
    data.tensorSnapshots[0]
  );
}

/** Layers whose weights and gradients are recorded, first layer first. */
export function distributionLayers({ info, data }: RunState): string[] {
  return data.tensorSnapshots.length === 0 ? [] : trainableLayers(info.plan);
}

/** A row per layer: where its values lie. */
export function distributionTable(state: RunState, kind: DistributionKind): TableModel {
  const latest = state.data.tensorSnapshots.at(-1);
  return {
    caption:
      kind === 'weights'
        ? t('Weights at step {0}', (latest?.step ?? 0).toString())
        : t('Gradients at step {0}', (latest?.step ?? 0).toString()),
    columns: [t('Layer'), t('mean'), t('standard deviation'), t('lowest'), t('highest')],
    rows: distributionLayers(state).map((layer, index) => {
      const seen: Distribution | undefined = latest?.[kind][index];
      return [layer, ...[seen?.mean, seen?.deviation, seen?.min, seen?.max].map(formatValue)];
    }),
  };
}
