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

const SPLIT_COLUMNS = ['column', 'group', 'time'] as const;

function resolveSplit(
  { split, validation: own, test }: SpecDraft['data'],
  context: ReadContext,
): DataSpec['split'] | undefined {
  const path = ['data', 'split'];
  const [key, second] = SPLIT_COLUMNS.filter((name) => split[name] !== null);
  const { shuffle, stratify } = split;
  if (second !== undefined) {
    context.report({ ...sentence('NN-SPEC-CONFLICT.splitBy'), path: [...path, second], on: 'key' });
    return undefined;
  }
  if (key !== undefined && stratify === true) {
    const told = sentence('NN-SPEC-CONFLICT.splitStratify', { key });
    context.report({ ...told, path: [...path, 'stratify'], on: 'key' });
    return undefined;
  }
  if (key === 'column') {
    for (const [name, at, given] of [
      ['split.validation', [...path, 'validation'], split.validation],
      ['split.test', [...path, 'test'], split.test],
      ['validation', ['data', 'validation'], own],
      ['test', ['data', 'test'], test],
    ] as const) {
      if (given === null) continue;
      context.report({ ...sentence('NN-SPEC-CONFLICT.splitColumn', { key: name }), path: at, on: 'key' });
      return undefined;
    }
  }
  const drawn = key === 'column' || own !== null ? 0 : DEFAULT_VALIDATION;
  const by = key === undefined ? {} : { [key]: split[key] };
  return { validation: split.validation ?? drawn, test: split.test ?? 0, stratify, shuffle, ...by };
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
  const split = resolveSplit(draft, context);
  if (split === undefined) return undefined;
  return {
    source: withNotation(source, draft, ['data'], context),
    features: draft.features,
    ...(draft.limit !== null && { limit: draft.limit }),
    ...(draft.missing !== null && { missing: draft.missing }),
    target: draft.target ?? { columns: [], as: 'auto', positive: null },
    ...(draft.sampleWeight !== null && { sampleWeight: draft.sampleWeight }),
    split,
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
