/** From what the schema read to the resolved spec: ids, formats, and defaults that depend on other keys. */
import { sentence } from '../base/problems/spec.ts';
import { hasValidation, isPenalized, resolveMonitor, type Measured } from './checks.ts';
import { health } from './keys/health.ts';
import { layerIds } from '../kinds/layers/table.ts';
import type { ReadContext, Schema } from '../base/schema/schema.ts';
import { ownNotation, withNotation } from './keys/notation.ts';
import { resolveSource } from './keys/sources.ts';
import type { root } from './keys/root.ts';
import { training } from './keys/training.ts';
import type { DataSpec, LayerSpec, ResolvedSpec, Schedule, TrainingSpec } from './types.ts';

type Read<S> = S extends Schema<infer T> ? T : never;
export type SpecDraft = Read<typeof root>;
type TrainingDraft = Read<typeof training>;

const DEFAULT_VALIDATION = 0.2;

/** The value of an object schema for `{}`: all its defaults. */
function defaultsOf<T>(schema: Schema<T>, context: ReadContext): T {
  const value = schema.read({}, [], context);
  if (value === undefined) throw new Error('A key without default in a section that may be left out');
  return value;
}

function resolveData(draft: SpecDraft['data'], context: ReadContext): DataSpec | undefined {
  const source = resolveSource(draft, ['data'], context);
  let complete = source !== undefined;
  const own = { validation: null, test: null } as {
    validation: DataSpec['validation'];
    test: DataSpec['test'];
  };
  for (const key of ['validation', 'test'] as const) {
    const given = draft[key];
    if (given === null) continue;
    const path = ['data', key];
    const found = resolveSource(given, path, context);
    if (found === undefined) complete = false;
    else {
      const sameFormat = source?.kind === 'file' && found.kind === 'file' && source.format === found.format;
      own[key] = withNotation(found, ownNotation(given, draft, found, sameFormat), path, context);
    }
    if ((draft.split[key] ?? 0) > 0) {
      context.report({ ...sentence('NN-SPEC-CONFLICT.ownSplit', { key }), path, on: 'key' });
      complete = false;
    }
  }
  if (!complete || source === undefined) return undefined;
  const validation = draft.split.validation ?? (own.validation === null ? DEFAULT_VALIDATION : 0);
  return {
    source: withNotation(source, draft, ['data'], context),
    features: draft.features,
    ...(draft.limit !== null && { limit: draft.limit }),
    ...(draft.missing !== null && { missing: draft.missing }),
    target: draft.target ?? { columns: [], as: 'auto', positive: null },
    ...(draft.sampleWeight !== null && { sampleWeight: draft.sampleWeight }),
    split: { ...draft.split, validation },
    ...own,
  };
}

function resolveTraining(draft: TrainingDraft, measured: Measured, context: ReadContext): TrainingSpec {
  const monitor = (name: string, ...keys: string[]): string =>
    resolveMonitor(name, ['training', ...keys], measured, context);
  const { earlyStopping, checkpoint, learningRateSchedule: schedule } = draft;
  const learningRateSchedule: Schedule =
    'monitor' in schedule
      ? { ...schedule, monitor: monitor(schedule.monitor, 'learningRateSchedule', 'monitor') }
      : schedule;
  const stopping = earlyStopping && {
    ...earlyStopping,
    monitor: monitor(earlyStopping.monitor, 'earlyStopping', 'monitor'),
  };
  // The epoch that early stopping puts back and the best epoch are the same unless the spec says otherwise.
  const restored = earlyStopping?.restoreBest === true ? earlyStopping.monitor : undefined;
  const best = checkpoint.best ?? restored ?? (measured.validation ? 'validation.loss' : 'train.loss');
  if (restored !== undefined && restored !== best) {
    const path = ['training', 'checkpoint', 'best'];
    context.report({
      ...sentence('NN-SPEC-MONITORS', { restored, best }),
      severity: 'warning',
      path,
      on: 'value',
    });
  }
  return {
    ...draft,
    learningRateSchedule,
    earlyStopping: stopping,
    // The monitor of early stopping is checked already, and a fault of it is told once.
    checkpoint: {
      ...checkpoint,
      best:
        stopping && checkpoint.best === null && restored !== undefined
          ? stopping.monitor
          : monitor(best, 'checkpoint', 'best'),
    },
  };
}

/** The resolved spec, or undefined after reporting. `fallbackName` is the name if the spec has none. */
export function resolveSpec(
  draft: SpecDraft,
  fallbackName: string,
  context: ReadContext,
): ResolvedSpec | undefined {
  const data = resolveData(draft.data, context);
  if (!data) return undefined;
  const ids = layerIds(draft.model.layers);
  const layers = draft.model.layers.map((layer, index): LayerSpec => ({ ...layer, id: ids[index] ?? '' }));
  const trainingDraft = draft.training ?? defaultsOf(training, context);
  const { semantics, metrics } = draft;
  const measured: Measured = {
    metrics,
    validation: hasValidation(data),
    unpenalized: semantics === 'keras' && layers.some(isPenalized),
  };
  return {
    formatVersion: 1,
    name: draft.name ?? fallbackName,
    semantics: draft.semantics,
    seed: draft.seed,
    data,
    model: { layers },
    loss: draft.loss,
    metrics: draft.metrics,
    optimizer: draft.optimizer,
    training: resolveTraining(trainingDraft, measured, context),
    health: draft.health ?? defaultsOf(health, context),
    ...(draft.compare !== null && { compare: draft.compare }),
  };
}
