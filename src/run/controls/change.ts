/** Changes of settings while a run trains. The trainer applies them; a reader of a journal gets the same values. */
import { NnError } from '../../base/errors.ts';
import { sentence } from '../../base/problems/controls.ts';
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import type { Plan } from '../../plan/types.ts';
import type { Intervention } from '../interventions.ts';
import { CLIPPING, effectiveValue, type ClippingMode, type Control, type LiveControl } from './control.ts';
import { clippingOf, createSettings, type LiveSettings } from './settings.ts';

function wrongValue(path: string, wanted: Text, value: unknown): NnError {
  return new NnError(sentence('NN-CONTROL-VALUE.expected', { path, wanted, value: JSON.stringify(value) }));
}

function setNumber(control: LiveControl, value: unknown): void {
  const switchable = control.kind !== 'learningRate';
  if (typeof value === 'boolean' && switchable) {
    control.enabled = value;
    return;
  }
  const wanted = switchable
    ? control.kind === 'dropout'
      ? phrase('a number from 0 to below 1, or true or false')
      : phrase('a number from 0, or true or false')
    : phrase('a number from 0');
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
  const wanted = phrase(
    'null, true, a threshold above 0, or one of { "value": c }, { "norm": c }, { "globalNorm": c } with c above 0',
  );
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
      ? phrase('a whole number from {least}', { least })
      : phrase('a whole number from {least} to {most} while the run goes on', { least, most });
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
