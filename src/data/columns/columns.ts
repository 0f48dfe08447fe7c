/** The choice of feature and target columns, from the spec and the columns of the source. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import type { NnError, SpecPath } from '../../base/errors.ts';
import { nearest } from '../../base/schema/suggest.ts';
import type { FeatureSpec, ResolvedSpec } from '../../format/types.ts';
import type { MissingPolicy } from './missing.ts';
import { fileError, specError } from '../problems.ts';
import type { ColumnRequest, ChooseRequests } from './table.ts';

/** One column and how the spec says to read it. */
export interface FeatureColumn {
  readonly name: string;
  readonly spec: FeatureSpec;
  /** The policy for its missing values, if the spec has one. */
  readonly missing?: MissingPolicy;
}

/** A column that says something about its row, such as its weight or its split. It is a feature only where the spec names it as one. */
export interface HelperColumn {
  readonly name: string;
  readonly path: SpecPath;
  readonly request: ColumnRequest;
}

/** The helper columns of a spec. */
function helpersOf({ data }: ResolvedSpec): HelperColumn[] {
  const { sampleWeight, split } = data;
  const splits = (['column', 'group', 'time'] as const).flatMap((key): HelperColumn[] => {
    const name = split[key];
    if (name === undefined) return [];
    return [{ name: composed(name), path: ['data', 'split', key], request: 'text' }];
  });
  if (sampleWeight === undefined) return splits;
  return [{ name: composed(sampleWeight), path: ['data', 'sampleWeight'], request: 'apart' }, ...splits];
}

export interface ColumnChoice {
  readonly features: readonly FeatureColumn[];
  readonly target: readonly string[];
  /** Columns that are read for another purpose than features or target. */
  readonly helpers: readonly HelperColumn[];
}

/** Resolves `"*"` and checks every name; throws NN-DATA-MISSING-COLUMN at the spec's value. */
export function chooseColumns(
  spec: ResolvedSpec,
  names: readonly string[],
  file: string,
  ownTarget: readonly string[],
): ColumnChoice {
  const asked = spec.data.target.columns.map(composed);
  const target = asked.length > 0 ? asked : ownTarget;
  if (target.length === 0) {
    throw specError(sentence('NN-DATA-TARGET.none', { file, names: list(names) }), ['data', 'target']);
  }
  const present = new Set(names);
  const targets = new Set(target);
  for (const name of target) {
    if (!present.has(name)) throw missingColumn(name, names, file, ['data', 'target']);
  }
  const helpers = helpersOf(spec);
  for (const { name, path } of helpers) {
    if (!present.has(name)) throw missingColumn(name, names, file, path);
    if (targets.has(name)) throw specError(sentence('NN-DATA-TARGET.helper', { name }), path);
  }
  const helping = new Set(helpers.map(({ name }) => name));
  const named = new Set(
    spec.data.features.flatMap((feature) => (feature.columns === '*' ? [] : feature.columns.map(composed))),
  );
  const features = spec.data.features.flatMap((feature, index): FeatureColumn[] => {
    const missing = policyOf(spec, feature, index);
    if (feature.columns === '*') {
      return names
        .filter((name) => !targets.has(name) && !named.has(name) && !helping.has(name))
        .map((name) => ({ name: refuseUnnamed(name, file), spec: feature, ...missing }));
    }
    return feature.columns.map((written) => {
      const name = composed(written);
      const path = ['data', 'features', index];
      if (!present.has(name)) throw missingColumn(name, names, file, path);
      if (targets.has(name)) {
        throw specError(sentence('NN-DATA-TARGET.feature', { name }), path);
      }
      return { name, spec: feature, ...missing };
    });
  });
  if (features.length === 0) {
    throw specError(sentence('NN-DATA-NO-FEATURES', { file }), ['data', 'features']);
  }
  return { features, target, helpers };
}

/** Only the columns that the encoders of a run read; throws NN-DATA-MISSING-COLUMN if one of them is gone. */
export function keptColumns(
  choice: ColumnChoice,
  encoders: readonly { readonly column: string }[],
  file: string,
): ColumnChoice {
  const names = choice.features.map(({ name }) => name);
  const present = new Set(names);
  for (const { column } of encoders)
    if (!present.has(column)) throw missingColumn(column, names, file, ['data', 'source']);
  const kept = new Set(encoders.map(({ column }) => column));
  return { ...choice, features: choice.features.filter(({ name }) => kept.has(name)) };
}

/** The policy of a feature, and where the spec says it. */
function policyOf(
  { data }: ResolvedSpec,
  feature: FeatureSpec,
  index: number,
): Pick<FeatureColumn, 'missing'> {
  if (feature.missing) return { missing: { missing: feature.missing, path: ['data', 'features', index] } };
  return data.missing ? { missing: { missing: data.missing, path: ['data', 'missing'] } } : {};
}

/** For a validation or test source: the same columns must be there, in any order. */
export function sameColumns(
  choice: ColumnChoice,
  requests: (name: string) => ColumnRequest,
  path: SpecPath,
): ChooseRequests {
  return (names, file) => {
    const present = new Set(names);
    for (const name of [...choice.features.map((feature) => feature.name), ...choice.target]) {
      if (!present.has(name)) throw missingColumn(name, names, file, path);
    }
    return names.map(requests);
  };
}

/** For new rows: as `sameColumns`, but the file is at fault and the target may be absent. */
export function predictionColumns(
  features: readonly string[],
  requests: (name: string) => ColumnRequest,
): ChooseRequests {
  const wanted = new Set(features);
  return (names, file) => {
    const present = new Set(names);
    for (const name of features) {
      if (present.has(name)) continue;
      throw fileError(
        sentence('NN-DATA-MISSING-COLUMN.trained', { file, name, hint: hint(name, names) }),
        file,
        { line: 1, column: 1 },
      );
    }
    return names.map((name) => (wanted.has(name) ? requests(name) : 'skip'));
  };
}

/** The request for each column; a column used in two ways is read as texts. */
export function requestOf(
  choice: ColumnChoice,
  targetRequest: ColumnRequest,
): (name: string) => ColumnRequest {
  const requests = new Map(choice.helpers.map(({ name, request }) => [name, request]));
  for (const { name, spec } of choice.features) {
    const request = requestOfFeature(spec);
    const before = requests.get(name);
    requests.set(name, before === undefined || before === request ? request : 'text');
  }
  for (const name of choice.target) requests.set(name, targetRequest);
  return (name) => requests.get(name) ?? 'skip';
}

/** A number that is not scaled is rounded to float32 and nothing else. */
function requestOfFeature(spec: FeatureSpec): ColumnRequest {
  if (spec.as === 'auto') return 'single';
  if (spec.as !== 'number') return 'text';
  return spec.normalize === 'none' ? 'single' : 'number';
}

/** Column names are compared in NFC: macOS and Excel write Korean names decomposed at times. */
function composed(name: string): string {
  return name.normalize('NFC');
}

function refuseUnnamed(name: string, file: string): string {
  if (name !== '') return name;
  throw fileError(sentence('NN-DATA-UNNAMED-COLUMN', { file }), file, { line: 1, column: 1 });
}

function missingColumn(name: string, names: readonly string[], file: string, path: SpecPath): NnError {
  return specError(sentence('NN-DATA-MISSING-COLUMN.file', { file, name, hint: hint(name, names) }), path);
}

function hint(name: string, names: readonly string[]): Text {
  const near = nearest(name, names);
  return near === undefined
    ? phrase(' It has {names}.', { names: list(names) })
    : phrase(' Did you mean “{near}”?', { near });
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `“${name}”`);
  return names.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}
