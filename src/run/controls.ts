/**
 * The settings that can be changed while a run trains, addressed by spec paths, and the effect of a change. The
 * trainer applies changes; a reader of a journal gets the same values from it.
 *
 * A control that is off keeps its value. Its effective value, as interventions record it and `set` takes it back, is
 * the number (clipping: `{ norm: 1 }`), or `false` (clipping: null) when off.
 */
import { sentence } from '../base/problems/controls.ts';
import { layerKind } from '../kinds/layers/table.ts';
import { NnError } from '../base/errors.ts';
import type { Plan } from '../plan/types.ts';
import type { GradientClipping } from '../format/types.ts';

import type { EpochRecord } from './epochs.ts';
import type { Intervention } from './interventions.ts';

/** A control the panel can offer: the live value of a spec path. */
export interface Control {
  readonly path: string;
  readonly kind: 'learningRate' | 'dropout' | 'l1' | 'l2' | 'clipping' | 'batchSize' | 'epochs';
  /** Layer id, if the control belongs to one. */
  readonly layer?: string;
  readonly value: number;
  /** Off keeps `value` so that it can be switched on again. */
  readonly enabled: boolean;
  /** Of clipping: what `value` is the threshold of. */
  readonly mode?: 'value' | 'norm' | 'globalNorm';
  /** Bounds of a count. */
  readonly least?: number;
  readonly most?: number;
}

/** A control as the trainer reads it in each step. */
export type LiveControl = { -readonly [Key in keyof Control]: Control[Key] };

export interface LiveSettings {
  readonly controls: readonly LiveControl[];
  /** The learning rate before the schedule. */
  readonly learningRate: LiveControl;
  /** Of the epochs that begin from now on. */
  readonly batchSize: LiveControl;
  /** Number of epochs of the whole run. */
  readonly epochs: LiveControl;
  readonly clippingControl: LiveControl;
  /** `clippingControl` as the optimizer reads it. */
  clipping: GradientClipping;
}

/** JSON of the settings, for a checkpoint. */
export interface SavedSettings {
  readonly controls: readonly Pick<Control, 'path' | 'value' | 'enabled' | 'mode'>[];
}

export type ClippingMode = NonNullable<Control['mode']>;

const LEARNING_RATE = 'optimizer.learningRate';
export const CLIPPING = 'training.gradientClipping';
export const BATCH_SIZE = 'training.batchSize';
export const EPOCHS = 'training.epochs';

/** The clipping that switching on begins with if the spec sets none. */
const FIRST_CLIPPING = { kind: 'globalNorm', threshold: 1 } as const;

/** The settings as the spec has them. `largestBatch`: rows the run's memory has room for. */
export function createSettings(plan: Plan, largestBatch = plan.batchSize): LiveSettings {
  const { spec } = plan;
  const { gradientClipping } = spec.training;
  const learningRate: LiveControl = {
    path: LEARNING_RATE,
    kind: 'learningRate',
    value: spec.optimizer.learningRate,
    enabled: true,
  };
  const batchSize: LiveControl = {
    path: BATCH_SIZE,
    kind: 'batchSize',
    value: plan.batchSize,
    enabled: true,
    least: 1,
    most: Math.max(plan.batchSize, Math.min(largestBatch, plan.data.samples.train)),
  };
  const epochs: LiveControl = {
    path: EPOCHS,
    kind: 'epochs',
    value: spec.training.epochs,
    enabled: true,
    least: 1,
  };
  const clipping = gradientClipping.kind === 'none' ? FIRST_CLIPPING : gradientClipping;
  const clippingControl: LiveControl = {
    path: CLIPPING,
    kind: 'clipping',
    value: clipping.threshold,
    mode: clipping.kind,
    enabled: gradientClipping.kind !== 'none',
  };
  const controls = [learningRate];
  const add = (kind: Control['kind'], layer: string, key: string, value: number): void => {
    const path = `model.layers.${layer}.${key}`;
    controls.push({ path, kind, layer, value, enabled: value > 0 });
  };
  for (const layer of spec.model.layers) {
    for (const { kind, key, value } of layerKind(layer).controls?.(layer) ?? [])
      add(kind, layer.id, key, value);
  }
  controls.push(clippingControl, batchSize, epochs);
  return { controls, learningRate, batchSize, epochs, clippingControl, clipping: gradientClipping };
}

export function findControl(
  settings: LiveSettings,
  kind: Control['kind'],
  layer: string,
): LiveControl | null {
  return settings.controls.find((control) => control.kind === kind && control.layer === layer) ?? null;
}

/** The moment when a change acts: on the next step, from the next epoch on, or at once (the number of epochs). */
export function takesEffect(kind: Control['kind']): 'step' | 'epoch' | 'now' {
  if (kind === 'epochs') return 'now';
  return kind === 'batchSize' ? 'epoch' : 'step';
}

/** The value that acts: 0 when the control is missing or off. */
export function effective(control: LiveControl | null): number {
  return control?.enabled === true ? control.value : 0;
}

/** The value that acts, as a spec and a journal write it. */
export function effectiveValue({ kind, mode, value, enabled }: Control): unknown {
  if (kind === 'clipping') return enabled && mode !== undefined ? { [mode]: value } : null;
  return enabled ? value : false;
}

export function saveSettings(settings: LiveSettings): SavedSettings {
  return {
    controls: settings.controls.map(({ path, value, enabled, mode }) => ({
      path,
      value,
      enabled,
      ...(mode === undefined ? {} : { mode }),
    })),
  };
}

export function restoreSettings(settings: LiveSettings, saved: SavedSettings): void {
  for (const { path, ...state } of saved.controls) {
    const control = settings.controls.find((candidate) => candidate.path === path);
    if (control) Object.assign(control, state);
  }
  settings.clipping = clippingOf(settings.clippingControl);
}

function clippingOf({ enabled, mode, value }: LiveControl): GradientClipping {
  return enabled && mode !== undefined ? { kind: mode, threshold: value } : { kind: 'none' };
}

function wrongValue(path: string, wanted: string, value: unknown): NnError {
  return new NnError(sentence('NN-CONTROL-VALUE.expected', { path, wanted, value: JSON.stringify(value) }));
}

function setNumber(control: LiveControl, value: unknown): void {
  const switchable = control.kind !== 'learningRate';
  if (typeof value === 'boolean' && switchable) {
    control.enabled = value;
    return;
  }
  const wanted = switchable
    ? `${control.kind === 'dropout' ? 'a number from 0 to below 1' : 'a number from 0'}, or true or false`
    : 'a number from 0';
  const limit = control.kind === 'dropout' ? 1 : Infinity;
  if (typeof value !== 'number' || !(value >= 0 && value < limit)) {
    throw wrongValue(control.path, wanted, value);
  }
  control.value = value;
  control.enabled = true;
}

function isMode(text: string): text is ClippingMode {
  return text === 'value' || text === 'norm' || text === 'globalNorm';
}

function setClipping(control: LiveControl, value: unknown): void {
  const wanted =
    'null, true, a threshold above 0, or one of { "value": c }, { "norm": c }, { "globalNorm": c } with c above 0';
  if (value === null || typeof value === 'boolean') {
    control.enabled = value === true;
    return;
  }
  const entries = typeof value === 'object' ? Object.entries(value) : [[control.mode ?? '', value] as const];
  const [mode = '', threshold] = entries[0] ?? [];
  const isThreshold = typeof threshold === 'number' && threshold > 0 && threshold < Infinity;
  if (entries.length !== 1 || !isMode(mode) || !isThreshold) throw wrongValue(CLIPPING, wanted, value);
  Object.assign(control, { mode, value: threshold, enabled: true });
}

function setCount(control: LiveControl, value: unknown): void {
  const { path, least = 1, most = Number.MAX_SAFE_INTEGER } = control;
  const wanted =
    control.most === undefined
      ? `a whole number from ${String(least)}`
      : `a whole number from ${String(least)} to ${String(most)} while the run goes on`;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
    throw wrongValue(path, wanted, value);
  }
  control.value = value;
}

/**
 * Changes one setting. `true` and `false` switch a control, a number gives it a value and switches it on.
 * @returns the effective values before and after
 * @throws NnError NN-CONTROL-PATH, NN-CONTROL-VALUE
 */
export function changeSetting(
  settings: LiveSettings,
  path: string,
  value: unknown,
): { readonly from: unknown; readonly to: unknown } {
  const control = settings.controls.find((candidate) => candidate.path === path);
  if (!control) {
    const known = settings.controls.map((candidate) => candidate.path);
    throw new NnError(sentence('NN-CONTROL-PATH', { path, known: known.join(', ') }));
  }
  const from = effectiveValue(control);
  if (control.kind === 'clipping') {
    setClipping(control, value);
    settings.clipping = clippingOf(control);
  } else if (control.kind === 'batchSize' || control.kind === 'epochs') setCount(control, value);
  else setNumber(control, value);
  return { from, to: effectiveValue(control) };
}

/** The controls of a run after the changes of its journal. */
export function controlsAfter(plan: Plan, interventions: readonly Intervention[]): readonly Control[] {
  const settings = createSettings(plan, Infinity);
  for (const { path, to } of interventions) {
    try {
      changeSetting(settings, path, to);
    } catch (error) {
      // A journal of another version may name a setting that is none any more.
      if (!NnError.is(error)) throw error;
    }
  }
  return settings.controls;
}

export function stepsOfEpoch(plan: Plan, batchSize: number): number {
  const { train } = plan.data.samples;
  const whole = Math.floor(train / batchSize);
  return plan.spec.training.dropLastBatch && whole > 0 ? whole : Math.ceil(train / batchSize);
}

/** The length of a run by its present settings; `last` is its last finished epoch. */
export function runLength(
  plan: Plan,
  controls: readonly Control[],
  last: EpochRecord | undefined,
): { readonly epochs: number; readonly totalSteps: number } {
  const valueOf = (path: string, otherwise: number): number =>
    controls.find((control) => control.path === path)?.value ?? otherwise;
  const epochs = valueOf(EPOCHS, plan.spec.training.epochs);
  const batchSize = valueOf(BATCH_SIZE, plan.batchSize);
  const changed = epochs !== plan.spec.training.epochs || batchSize !== plan.batchSize;
  if (!changed && last === undefined) return { epochs, totalSteps: plan.totalSteps };
  const done = last ?? { epoch: 0, step: 0 };
  const left = Math.max(0, epochs - done.epoch) * stepsOfEpoch(plan, batchSize);
  return { epochs, totalSteps: done.step + left };
}
