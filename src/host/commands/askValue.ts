/** The palette's form of the live controls: which setting, then off, on or its value. */
import * as vscode from 'vscode';
import { type Control, takesEffect } from '../../run/controls/control.ts';
import { ask, pick } from '../show.ts';

export interface Change {
  readonly path: string;
  readonly value: unknown;
}

function labelOf(control: Control): string {
  switch (control.kind) {
    case 'learningRate':
      return vscode.l10n.t('Learning rate');
    case 'dropout':
      return vscode.l10n.t('Dropout rate of {0}', control.layer ?? '');
    case 'l1':
      return vscode.l10n.t('L1 of {0}', control.layer ?? '');
    case 'l2':
      return vscode.l10n.t('L2 of {0}', control.layer ?? '');
    case 'clipping':
      return vscode.l10n.t('Gradient clipping');
    case 'batchSize':
      return vscode.l10n.t('Batch size');
    case 'epochs':
      return vscode.l10n.t('Total epochs');
  }
}

/** The reason why a number cannot be tried at all; the trainer has the last word. */
function numberProblem(control: Control, text: string): string | undefined {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    return vscode.l10n.t('Enter a number, such as 0.01 or 1e-3.');
  if (value < 0) return vscode.l10n.t('Enter a number that is not negative.');
  if (control.kind === 'dropout' && value >= 1) return vscode.l10n.t('A dropout rate is below 1.');
  if (control.kind === 'clipping' && value === 0) return vscode.l10n.t('A threshold is above 0.');
  if (control.kind !== 'batchSize' && control.kind !== 'epochs') return undefined;
  const { least = 1, most = Infinity } = control;
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  return most === Infinity
    ? vscode.l10n.t('Enter a whole number from {0}.', least)
    : vscode.l10n.t('Enter a whole number from {0} to {1}.', least, most);
}

async function askNumber(control: Control): Promise<number | undefined> {
  const text = await ask({
    title: `${labelOf(control)} · ${whenText(control)}`,
    value: String(control.value),
    validateInput: (input) => numberProblem(control, input),
  });
  return text === undefined ? undefined : Number(text);
}

/** The moment when a change acts, in words. */
function whenText(control: Control): string {
  switch (takesEffect(control.kind)) {
    case 'step':
      return vscode.l10n.t('acts on the next step');
    case 'epoch':
      return vscode.l10n.t('acts from the next epoch on');
    case 'now':
      return vscode.l10n.t('acts at once');
  }
}

function modeText(mode: NonNullable<Control['mode']>): string {
  switch (mode) {
    case 'value':
      return vscode.l10n.t('Each value');
    case 'norm':
      return vscode.l10n.t('Norm of each parameter');
    case 'globalNorm':
      return vscode.l10n.t('Norm of all gradients');
  }
}

/** Off, on with what it had, or `enter` a value. Undefined: nothing picked. */
async function askSwitch(control: Control): Promise<boolean | 'enter' | undefined> {
  const off = vscode.l10n.t('Switch off');
  const on = vscode.l10n.t('Switch on with {0}', control.value);
  const enter = vscode.l10n.t('Enter a value…');
  const labels = [control.enabled ? off : on, enter];
  const how = await pick(
    labels.map((label) => ({ label })),
    { title: `${labelOf(control)} · ${whenText(control)}` },
  );
  if (how === undefined) return undefined;
  return how.label === enter ? 'enter' : how.label === on;
}

async function askClipping(control: Control): Promise<unknown> {
  const modes = (['value', 'norm', 'globalNorm'] as const).map((mode) => ({ label: modeText(mode), mode }));
  const picked = await pick(modes, { title: vscode.l10n.t('Clip which size?') });
  if (!picked) return undefined;
  const threshold = await askNumber(control);
  return threshold === undefined ? undefined : { [picked.mode]: threshold };
}

/** Asks for a change; undefined if the user thinks better of it. */
export async function askValue(controls: readonly Control[]): Promise<Change | undefined> {
  const items = controls.map((control) => ({
    label: labelOf(control),
    description: control.enabled ? String(control.value) : vscode.l10n.t('off'),
    detail: whenText(control),
    control,
  }));
  const picked = await pick(items, { title: vscode.l10n.t('Which setting?') });
  if (!picked) return undefined;
  const { control } = picked;
  const { path: at, kind } = control;
  if (kind !== 'learningRate' && kind !== 'batchSize' && kind !== 'epochs') {
    const how = await askSwitch(control);
    if (how === undefined) return undefined;
    if (how !== 'enter') return { path: at, value: how };
  }
  const value = kind === 'clipping' ? await askClipping(control) : await askNumber(control);
  return value === undefined ? undefined : { path: at, value };
}
