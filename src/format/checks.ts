/** Rules between keys, checked on the resolved spec. */
import type { SpecPath } from '../base/errors.ts';
import { coded, sentence } from '../base/problems/spec.ts';
import type { Text } from '../base/problems/text.ts';
import { changeTo, shown } from '../base/schema/primitives.ts';
import type { ReadContext } from '../base/schema/schema.ts';
import { nearest, synonym } from '../base/schema/suggest.ts';
import { initializerKind } from '../kinds/initializers/table.ts';
import { lossKind } from '../kinds/losses/table.ts';
import { isTestFunction } from '../kinds/losses/testFunctions.ts';
import { metricName } from '../kinds/metrics/table.ts';
import { METRICS } from '../kinds/metrics/table.ts';
import { optimizerKind } from '../kinds/optimizers/table.ts';
import type { DataSpec, LayerSpec, Metric, ResolvedSpec, TargetSpec } from './types.ts';

/** The reason why a target of this kind cannot go with the loss, or undefined if it can. `auto` fits every loss. */
export function targetFault(kind: TargetSpec['as'], loss: { readonly type: string }): Text | undefined {
  return kind === 'auto' ? undefined : lossKind(loss).targetFault?.(kind);
}

const ID = /^\p{L}[\p{L}\p{N}_-]{0,63}$/u;

/** Ids are part of parameter names and of paths, so they have no dots or slashes. */
function checkIds(layers: readonly LayerSpec[], context: ReadContext): void {
  const first = new Map<string, number>();
  for (const [index, { id }] of layers.entries()) {
    const path = ['model', 'layers', index, 'id'];
    const earlier = first.get(id);
    if (!ID.test(id)) {
      context.report({ ...sentence('NN-SPEC-ID', { id: shown(id) }), path, on: 'value' });
    } else if (earlier !== undefined) {
      const told = sentence('NN-SPEC-DUPLICATE-ID', { id: shown(id), layer: earlier + 1 });
      context.report({ ...told, path, on: 'value' });
    }
    if (earlier === undefined) first.set(id, index);
  }
}

export function hasValidation(data: Pick<DataSpec, 'split' | 'validation'>): boolean {
  return data.validation !== null || data.split.validation > 0 || data.split.column !== undefined;
}

/** `validation.mse` as `validation.meanSquaredError`. */
function fullMonitor(monitor: string): string {
  const [split = '', ...rest] = monitor.split('.');
  return rest.length === 0 ? monitor : `${split}.${metricName(rest.join('.'))}`;
}

/** The split and the metric of a monitor as other tools spell it: `val_loss`, `train/acc`, `loss`. */
function monitorParts(monitor: string): { split: 'validation' | 'train' | undefined; name: string } {
  const [, word = '', name = monitor] =
    /^(validation|valid|val|training|train)[\W_]+(.+)$/i.exec(monitor) ?? [];
  const split = word === '' ? undefined : /^v/i.test(word) ? 'validation' : 'train';
  return { split, name: metricName(name) };
}

export function isPenalized(layer: LayerSpec): boolean {
  return 'regularizer' in layer && (layer.regularizer.l1 > 0 || layer.regularizer.l2 > 0);
}

/** The measurements of a run at an epoch's end. */
export interface Measured {
  readonly metrics: readonly Metric[];
  readonly validation: boolean;
  /** The validation loss without penalties beside the one with them. */
  readonly unpenalized: boolean;
}

/** A monitored value under its full name; reports one that the spec does not measure. */
export function resolveMonitor(
  monitor: string,
  path: SpecPath,
  { metrics, validation, unpenalized }: Measured,
  context: ReadContext,
): string {
  const full = fullMonitor(monitor);
  const names = ['loss', ...metrics.map(({ type }) => type)];
  const splits = validation ? ['validation', 'train'] : ['train'];
  const known = splits.flatMap((split) => names.map((name) => `${split}.${name}`));
  if (validation && unpenalized) known.push('validation.unpenalizedLoss');
  if (known.includes(full)) return full;
  const { split, name } = monitorParts(full);
  const without = !validation && split === 'validation';
  const wanted = synonym(name, names, METRICS) ?? name;
  const candidates = split === undefined ? splits : [split];
  const other = candidates.map((one) => `${one}.${wanted}`).find((one) => known.includes(one));
  const meant = without ? undefined : (other ?? nearest(full, known));
  const given = { monitor: shown(monitor) };
  const told = without
    ? sentence('NN-SPEC-MONITOR.noValidation', given)
    : meant === undefined
      ? sentence('NN-SPEC-MONITOR.known', { ...given, names: known })
      : sentence('NN-SPEC-MONITOR.meant', { ...given, meant });
  context.report({ ...told, path, on: 'value', ...changeTo(path, meant) });
  return full;
}

function checkSplit({ data }: ResolvedSpec, context: ReadContext): void {
  const { validation, test } = data.split;
  if (validation + test < 1) return;
  context.report({ ...sentence('NN-SPEC-SPLIT', { validation, test }), path: ['data', 'split'], on: 'key' });
}

function checkTarget({ data, loss }: ResolvedSpec, context: ReadContext): void {
  const { source, target } = data;
  const path = ['data', 'target'];
  if (source.kind === 'file' && target.columns.length === 0) {
    context.report({ ...sentence('NN-SPEC-MISSING-KEY.target'), path, on: 'key' });
  } else if (source.kind !== 'file' && target.columns.length > 0) {
    context.report({ ...sentence('NN-SPEC-TARGET.own'), path, on: 'key' });
  }
  if (target.classWeights !== undefined && target.as === 'number') {
    const told = sentence('NN-SPEC-TARGET.classWeights');
    context.report({ ...told, path: [...path, 'classWeights'], on: 'key' });
  }
  if (data.sampleWeight !== undefined && source.kind !== 'file') {
    context.report({ ...sentence('NN-SPEC-TARGET.sampleWeight'), path: ['data', 'sampleWeight'], on: 'key' });
  }
  const fault = targetFault(target.as, loss);
  if (fault !== undefined) context.report({ ...coded('NN-SPEC-TARGET', fault), path, on: 'value' });
  if (target.columns.length > 1 && target.positive !== null) {
    const told = sentence('NN-SPEC-CONFLICT.positiveOfSeveral');
    context.report({ ...told, path: [...path, 'positive'], on: 'key' });
  }
  const features = data.features.flatMap(({ columns }) => (columns === '*' ? [] : columns));
  const both = target.columns.find((column) => features.includes(column));
  if (both === undefined) return;
  context.report({ ...sentence('NN-SPEC-TARGET.feature', { name: shown(both) }), path, on: 'value' });
}

/** A test function as data goes with itself as the loss. */
function checkTestFunction({ data, loss }: ResolvedSpec, context: ReadContext): void {
  const { source } = data;
  if (source.kind !== 'builtin' || !isTestFunction(source.name) || source.name === loss.type) return;
  const told = sentence('NN-SPEC-CONFLICT.testFunction', { name: source.name, loss: loss.type });
  context.report({ ...told, path: ['loss'], on: 'value', ...changeTo(['loss'], source.name) });
}

function checkDuplicates({ data, metrics }: ResolvedSpec, context: ReadContext): void {
  const seenMetrics = new Set<string>();
  for (const [index, { type }] of metrics.entries()) {
    if (seenMetrics.has(type)) {
      const told = sentence('NN-SPEC-DUPLICATE.metric', { name: type });
      context.report({ ...told, path: ['metrics', index], on: 'value' });
    }
    seenMetrics.add(type);
  }
  const seenColumns = new Set<string>();
  for (const [index, { columns }] of data.features.entries()) {
    for (const column of columns) {
      if (seenColumns.has(column)) {
        const told =
          column === '*'
            ? sentence('NN-SPEC-DUPLICATE.all')
            : sentence('NN-SPEC-DUPLICATE.column', { name: shown(column) });
        context.report({ ...told, path: ['data', 'features', index], on: 'value' });
      }
      seenColumns.add(column);
    }
  }
  const seenTargets = new Set<string>();
  for (const column of data.target.columns) {
    if (seenTargets.has(column)) {
      const told = sentence('NN-SPEC-DUPLICATE.target', { name: shown(column) });
      context.report({ ...told, path: ['data', 'target'], on: 'value' });
    }
    seenTargets.add(column);
  }
}

function checkOptimizer({ optimizer }: ResolvedSpec, context: ReadContext): void {
  const fault = optimizerKind(optimizer).fault?.(optimizer);
  if (!fault) return;
  const path = ['optimizer', fault.key];
  context.report({ ...coded('NN-SPEC-CONFLICT', fault.text), path, on: 'key' });
}

function checkInitializers({ model }: ResolvedSpec, context: ReadContext): void {
  for (const [index, layer] of model.layers.entries()) {
    for (const [key, value] of Object.entries(layer)) {
      if (!key.endsWith('Initializer') || typeof value !== 'object' || !('type' in value)) continue;
      const fault = initializerKind(value).fault?.(value);
      const path = ['model', 'layers', index, key];
      if (fault !== undefined) context.report({ ...coded('NN-SPEC-CONFLICT', fault), path, on: 'key' });
    }
  }
}

/** The target of a comparison is something that the spec measures. */
function checkTargetMetric({ compare, metrics }: ResolvedSpec, context: ReadContext): void {
  const metric = compare?.target?.metric;
  const names = ['loss', ...metrics.map(({ type }) => type)];
  if (metric === undefined || names.includes(metric)) return;
  const meant = nearest(metric, names);
  const given = { monitor: shown(metric) };
  const told =
    meant === undefined
      ? sentence('NN-SPEC-MONITOR.known', { ...given, names })
      : sentence('NN-SPEC-MONITOR.meant', { ...given, meant });
  const path = ['compare', 'target', 'metric'];
  context.report({ ...told, path, on: 'value', ...changeTo(path, meant) });
}

/** Reports every contradiction between keys of a spec whose keys are right by themselves. */
export function checkSpec(spec: ResolvedSpec, context: ReadContext): void {
  checkIds(spec.model.layers, context);
  checkSplit(spec, context);
  checkTarget(spec, context);
  checkTestFunction(spec, context);
  checkDuplicates(spec, context);
  checkOptimizer(spec, context);
  checkInitializers(spec, context);
  checkTargetMetric(spec, context);
}
