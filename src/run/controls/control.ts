/**
 * A setting that can be changed while a run trains, addressed by its path in the spec.
 *
 * A control that is off keeps its value. Its effective value, as interventions record it and `set` takes it back, is
 * the number (clipping: `{ norm: 1 }`), or `false` (clipping: null) when off.
 */

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

export type ClippingMode = NonNullable<Control['mode']>;

export const LEARNING_RATE = 'optimizer.learningRate';
export const CLIPPING = 'training.gradientClipping';
export const BATCH_SIZE = 'training.batchSize';
export const EPOCHS = 'training.epochs';

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
