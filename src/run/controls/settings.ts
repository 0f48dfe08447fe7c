/** The settings of a run that can be changed while it trains: made from its plan, kept in a checkpoint. */
import { layerKind } from '../../kinds/layers/table.ts';
import type { Plan } from '../../plan/types.ts';
import type { GradientClipping } from '../../format/types.ts';
import { BATCH_SIZE, CLIPPING, EPOCHS, LEARNING_RATE, type Control, type LiveControl } from './control.ts';

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

/** The clipping as the optimizer reads it, from its control. */
export function clippingOf({ enabled, mode, value }: LiveControl): GradientClipping {
  return enabled && mode !== undefined ? { kind: mode, threshold: value } : { kind: 'none' };
}
