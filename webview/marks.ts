/** The changes made while training, in words short enough for a chart. */
import type { XAxisName } from './data/axis.ts';
import type { Intervention } from '../src/run/interventions.ts';
import type { Mark } from './chart/model.ts';
import type { RunData } from './data/runData.ts';
import { formatValue } from './look/format.ts';
import { t } from './strings.ts';

function valueText(value: unknown): string {
  if (typeof value === 'number') return formatValue(value);
  if (value === true) return t('on');
  if (value === false || value === null) return t('off');
  if (typeof value === 'object') {
    const [entry] = Object.entries(value);
    return entry === undefined ? '' : `${entry[0]} ${formatValue(Number(entry[1]))}`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The setting's name: `learning rate`, `dropout1 rate`, `dense1 L2`. */
function settingName(path: string): string {
  switch (path) {
    case 'optimizer.learningRate':
      return t('learning rate');
    case 'training.gradientClipping':
      return t('clipping');
    case 'training.batchSize':
      return t('batch size');
    case 'training.epochs':
      return t('epochs');
  }
  const [, layer = '', key = ''] = /^model\.layers\.([^.]+)\.(.+)$/.exec(path) ?? [];
  switch (key) {
    case 'rate':
      return layer;
    case 'regularizer.l1':
      return `${layer} L1`;
    case 'regularizer.l2':
      return `${layer} L2`;
    default:
      return path;
  }
}

/** The change as a chart's label. */
function changeLabel(change: Intervention): string {
  return `${settingName(change.path)} ${valueText(change.to)}`;
}

/** The change with both values. */
export function changeText(change: Intervention): string {
  return `${settingName(change.path)}: ${valueText(change.from)} → ${valueText(change.to)}`;
}

/** Of more epochs than this the ends are not marked: they would be nearer to each other than the eye can tell. */
const MOST_EPOCHS = 500;

/** The marks of a run on an x axis: its changes, kept checkpoints, ends of epochs and verdicts on its gradients. */
export function marksOf(data: RunData, axis: XAxisName): Mark[] {
  const at = (step: number): number => data.xOfStep(axis, step);
  const ends = axis !== 'epoch' && data.epochs.length <= MOST_EPOCHS ? data.epochs.recent : [];
  const epochs = ends.map((record): Mark => {
    return { kind: 'epoch', x: at(record.step), label: t('epoch {0}', record.epoch.toString()) };
  });
  const checkpoints = data.checkpoints.map(({ kind, step }): Mark => {
    if (kind === 'best') return { kind, x: at(step), label: t('best checkpoint') };
    return { kind: 'checkpoint', x: at(step), label: t('checkpoint') };
  });
  const verdicts = data.verdicts.found.map(({ kind, layer, step }): Mark => {
    if (kind === 'vanishing') return { kind, x: at(step), label: t('{0}: vanishing gradient', layer) };
    const label =
      kind === 'exploding' ? t('{0}: exploding gradient', layer) : t('{0}: gradient not finite', layer);
    return { kind: 'exploding', x: at(step), label };
  });
  const changes = data.interventions.map((change): Mark => {
    return { kind: 'change', x: at(change.actsFrom ?? change.step), label: changeLabel(change) };
  });
  return [...epochs, ...checkpoints, ...verdicts, ...changes];
}
