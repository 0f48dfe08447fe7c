/** The changes made while training, in words short enough for a chart. */
import type { XAxisName } from './data/axis.ts';
import { EPOCHS } from '../src/run/controls/control.ts';
import type { Intervention } from '../src/run/interventions.ts';
import type { Mark } from './chart/model.ts';
import type { RunData } from './data/runData.ts';
import type { HealthEvent } from './data/verdicts.ts';
import { formatCount, formatValue } from '../src/base/numbers.ts';
import { type PanelString, t, told } from './strings.ts';

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

/** The setting of a change, or the same one of several layers. */
function nameOf(changes: readonly Intervention[]): string {
  const [first] = changes;
  if (first === undefined) return '';
  if (changes.length === 1) return settingName(first.path);
  const name = LAYER_SETTINGS[layerSetting(first.path)];
  return t('{0}, {1} layers', name === undefined ? first.path : t(name), formatCount(changes.length));
}

/** The key of a setting that layers have; empty for others. */
function layerSetting(path: string): string {
  return /^model\.layers\.[^.]+\.(.+)$/.exec(path)?.[1] ?? '';
}

const LAYER_SETTINGS: Readonly<Record<string, PanelString>> = {
  rate: 'Dropout',
  'regularizer.l1': 'L1 penalty',
  'regularizer.l2': 'L2 penalty',
};

/** One line of the list of changes: a change of a setting, or the same one of several layers at once. */
export interface Change {
  /** From this step on. */
  readonly step: number;
  /** The new value, short enough for a chart. */
  readonly label: string;
  /** Both values. */
  readonly text: string;
  /** False: it changes no curve. */
  readonly isMarked: boolean;
}

/** The changes in the order in which they were made; the same change of several layers at one step is one. */
export function changesOf(interventions: readonly Intervention[]): Change[] {
  const groups: Intervention[][] = [];
  for (const change of interventions) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group && first && isSame(first, change) && group.every(({ path }) => path !== change.path))
      group.push(change);
    else groups.push([change]);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const name = nameOf(group);
    const to = valueText(first.to);
    const before = new Set(group.map(({ from }) => valueText(from)));
    const from = before.size === 1 ? valueText(first.from) : t('mixed');
    const step = first.actsFrom ?? first.step;
    return [
      { step, label: `${name} ${to}`, text: `${name}: ${from} → ${to}`, isMarked: first.path !== EPOCHS },
    ];
  });
}

/** True for the same new value of the same setting of two layers, from the same step on. */
function isSame(one: Intervention, other: Intervention): boolean {
  const key = layerSetting(one.path);
  return (
    key !== '' &&
    key === layerSetting(other.path) &&
    one.step === other.step &&
    JSON.stringify(one.to) === JSON.stringify(other.to)
  );
}

/** The settings that were changed, each with the value that it had in the end. */
export function finalTexts(changes: readonly Intervention[]): string[] {
  // As if all had been made at once: layers that ended with the same value are one.
  const last = [...new Map(changes.map((change) => [change.path, { ...change, step: 0 }])).values()];
  const together = new Map<string, Intervention[]>();
  for (const change of last) {
    const key = layerSetting(change.path) || change.path;
    together.set(key, [...(together.get(key) ?? []), change]);
  }
  return changesOf([...together.values()].flat()).map(({ label }) => label);
}

/** Of more epochs than this the ends are not marked: they would be nearer to each other than the eye can tell. */
const MOST_EPOCHS = 500;

/** Layers named in a label. */
const MOST_LAYERS = 3;

/** The trouble, its layers and its steps. */
function eventLabel({ kind, layers, from, to, lasts, finding }: HealthEvent): string {
  const more = layers.length - MOST_LAYERS;
  const named = [...layers.slice(0, MOST_LAYERS), ...(more > 0 ? [t('{0} more', formatCount(more))] : [])];
  const steps = lasts
    ? t('from step {0} on', formatCount(from))
    : from === to
      ? t('step {0}', formatCount(from))
      : t('steps {0} to {1}', formatCount(from), formatCount(to));
  if (kind === 'other' || named.length === 0) return `${told(finding)} (${steps})`;
  return `${t(EVENTS[kind], named.join(', '))} (${steps})`;
}

const EVENTS = {
  vanishing: '{0}: vanishing gradient',
  exploding: '{0}: exploding gradient',
  notFinite: '{0}: gradient not finite',
} as const satisfies Record<Exclude<HealthEvent['kind'], 'other'>, PanelString>;

/**
 * The marks of a run on an x axis: its changes, kept checkpoints, ends of epochs and findings of training health. Another
 * number of epochs changes no curve and is in the list of changes only.
 */
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
  const events = data.verdicts.events(data.lastStep).map((event): Mark => {
    const kind = event.kind === 'notFinite' ? 'exploding' : event.kind === 'other' ? 'finding' : event.kind;
    return { kind, x: at(event.from), to: at(event.to), label: eventLabel(event) };
  });
  const changes = changesOf(data.interventions).flatMap(({ step, label, isMarked }, index): Mark[] =>
    isMarked ? [{ kind: 'change', x: at(step), label, number: index + 1 }] : [],
  );
  return [...epochs, ...checkpoints, ...events, ...changes];
}
