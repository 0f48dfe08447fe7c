/** Rules between keys, checked on the resolved spec. */
import type { SpecPath } from '../base/errors.ts';
import { shown } from '../base/schema/primitives.ts';
import type { ReadContext } from '../base/schema/schema.ts';
import { nearest, synonym } from '../base/schema/suggest.ts';
import { initializerKind } from '../kinds/initializers/table.ts';
import { lossKind } from '../kinds/losses/table.ts';
import { metricName } from '../kinds/metrics/table.ts';
import { METRICS } from '../kinds/metrics/table.ts';
import { optimizerKind } from '../kinds/optimizers/table.ts';
import type { DataSpec, LayerSpec, Metric, ResolvedSpec, TargetSpec } from './types.ts';

/** Why a target of this kind cannot go with the loss, or undefined if it can. `auto` fits every loss. */
export function targetFault(kind: TargetSpec['as'], loss: { readonly type: string }): string | undefined {
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
      const message = `The layer id ${shown(id)} must begin with a letter and have only letters, digits, "_" and "-", at most 64.`;
      context.report({ code: 'NN-SPEC-ID', path, on: 'value', message });
    } else if (earlier !== undefined) {
      const message = `The layer id ${shown(id)} is also that of layer ${String(earlier + 1)}. Ids are unique.`;
      context.report({ code: 'NN-SPEC-DUPLICATE-ID', path, on: 'value', message });
    }
    if (earlier === undefined) first.set(id, index);
  }
}

export function hasValidation(data: Pick<DataSpec, 'split' | 'validation'>): boolean {
  return data.validation !== null || data.split.validation > 0;
}

/** `validation.mse` as `validation.meanSquaredError`. */
function fullMonitor(monitor: string): string {
  const [split = '', ...rest] = monitor.split('.');
  return rest.length === 0 ? monitor : `${split}.${metricName(rest.join('.'))}`;
}

/** What a monitor is called in other tools: `val_loss`, `train/acc`, `loss`. */
function monitorParts(monitor: string): { split: 'validation' | 'train' | undefined; name: string } {
  const [, word = '', name = monitor] =
    /^(validation|valid|val|training|train)[\W_]+(.+)$/i.exec(monitor) ?? [];
  const split = word === '' ? undefined : /^v/i.test(word) ? 'validation' : 'train';
  return { split, name: metricName(name) };
}

export function isPenalized(layer: LayerSpec): boolean {
  return 'regularizer' in layer && (layer.regularizer.l1 > 0 || layer.regularizer.l2 > 0);
}

/** What a run measures at an epoch's end. */
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
  const reason = without
    ? 'there is no validation data. Set data.split.validation above 0, or monitor "train.loss".'
    : meant === undefined
      ? `it can be ${known.join(', ')}.`
      : `did you mean "${meant}"?`;
  context.report({
    code: 'NN-SPEC-MONITOR',
    path,
    on: 'value',
    message: `${shown(monitor)} is not measured: ${reason}`,
    ...(meant !== undefined && { fix: { title: `Change to "${meant}"`, path, value: meant } }),
  });
  return full;
}

function checkSplit({ data }: ResolvedSpec, context: ReadContext): void {
  const { validation, test } = data.split;
  if (validation + test < 1) return;
  const message = `validation ${String(validation)} and test ${String(test)} leave nothing to train on: their sum must be below 1.`;
  context.report({ code: 'NN-SPEC-SPLIT', path: ['data', 'split'], on: 'key', message });
}

function checkTarget({ data, loss }: ResolvedSpec, context: ReadContext): void {
  const { source, target } = data;
  const path = ['data', 'target'];
  if (source.kind === 'file' && target.columns.length === 0) {
    const message = '`data` needs the key "target": the column that is to be predicted.';
    context.report({ code: 'NN-SPEC-MISSING-KEY', path, on: 'key', message });
  } else if (source.kind !== 'file' && target.columns.length > 0) {
    const message = 'This source brings its own target and has no columns by name. Remove the column.';
    context.report({ code: 'NN-SPEC-TARGET', path, on: 'key', message });
  }
  const fault = targetFault(target.as, loss);
  if (fault !== undefined) context.report({ code: 'NN-SPEC-TARGET', path, on: 'value', message: fault });
  if (target.columns.length > 1 && target.positive !== null) {
    const message =
      '`positive` is for one target column. Several binary ones are 0 and 1, or false and true.';
    context.report({ code: 'NN-SPEC-CONFLICT', path: [...path, 'positive'], on: 'key', message });
  }
  const features = data.features.flatMap(({ columns }) => (columns === '*' ? [] : columns));
  const both = target.columns.find((column) => features.includes(column));
  if (both === undefined) return;
  const message = `The column ${shown(both)} is both a feature and the target: the model would only copy it.`;
  context.report({ code: 'NN-SPEC-TARGET', path, on: 'value', message });
}

function checkDuplicates({ data, metrics }: ResolvedSpec, context: ReadContext): void {
  const seenMetrics = new Set<string>();
  for (const [index, { type }] of metrics.entries()) {
    if (seenMetrics.has(type)) {
      const message = `The metric "${type}" is listed twice. Remove one.`;
      context.report({ code: 'NN-SPEC-DUPLICATE', path: ['metrics', index], on: 'value', message });
    }
    seenMetrics.add(type);
  }
  const seenColumns = new Set<string>();
  for (const [index, { columns }] of data.features.entries()) {
    for (const column of columns) {
      if (seenColumns.has(column)) {
        const message =
          column === '*'
            ? '"*" is listed twice. Remove one.'
            : `The column ${shown(column)} is listed twice. Remove one.`;
        context.report({
          code: 'NN-SPEC-DUPLICATE',
          path: ['data', 'features', index],
          on: 'value',
          message,
        });
      }
      seenColumns.add(column);
    }
  }
  const seenTargets = new Set<string>();
  for (const column of data.target.columns) {
    if (seenTargets.has(column)) {
      const message = `The target column ${shown(column)} is listed twice. Remove one.`;
      context.report({ code: 'NN-SPEC-DUPLICATE', path: ['data', 'target'], on: 'value', message });
    }
    seenTargets.add(column);
  }
}

function checkOptimizer({ optimizer }: ResolvedSpec, context: ReadContext): void {
  const fault = optimizerKind(optimizer).fault?.(optimizer);
  if (!fault) return;
  const path = ['optimizer', fault.key];
  context.report({ code: 'NN-SPEC-CONFLICT', path, on: 'key', message: fault.message });
}

function checkInitializers({ model }: ResolvedSpec, context: ReadContext): void {
  for (const [index, layer] of model.layers.entries()) {
    for (const [key, value] of Object.entries(layer)) {
      if (!key.endsWith('Initializer') || typeof value !== 'object' || !('type' in value)) continue;
      const message = initializerKind(value).fault?.(value);
      const path = ['model', 'layers', index, key];
      if (message !== undefined) context.report({ code: 'NN-SPEC-CONFLICT', path, on: 'key', message });
    }
  }
}

/** Reports every contradiction between keys of a spec whose keys are right by themselves. */
export function checkSpec(spec: ResolvedSpec, context: ReadContext): void {
  checkIds(spec.model.layers, context);
  checkSplit(spec, context);
  checkTarget(spec, context);
  checkDuplicates(spec, context);
  checkOptimizer(spec, context);
  checkInitializers(spec, context);
}
