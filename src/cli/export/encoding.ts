/**
 * The description of an exported model's inputs and outputs: how raw rows become numbers, and the meaning of the
 * numbers.
 */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/runs.ts';
import { NnError } from '../../base/errors.ts';
import { thresholdOf } from '../../kinds/losses/table.ts';
import { endsInProbabilities } from '../../plan/output.ts';
import type { Plan } from '../../plan/types.ts';
import type { DataEncoder, FeatureEncoder, TargetEncoder } from '../../data/types.ts';
import type { Notation } from '../../format/types.ts';
import { PYTHON_CODECS } from './pythonTable.ts';

/** Plain data; JSON of it is the value `encoding` of a weights file's metadata. */
export interface ExportedEncoding {
  readonly version: 1;
  /** In the order of the inputs; see `FeatureEncoder`. */
  readonly features: readonly FeatureEncoder[];
  readonly target: TargetEncoder;
  /** True if outputs are probabilities of the classes. */
  readonly probabilities: boolean;
  /** An output above it says the second of two classes. */
  readonly threshold: number;
  readonly arrays?: DataEncoder['arrays'];
  /** The notation of the files. */
  readonly notation?: Notation;
}

/** The encoding of a run as it is, for readers of a weights file; no script is made of it. */
export function anyEncoding(plan: Plan, encoder: unknown): object {
  return {
    version: 1,
    ...(isRecord(encoder) ? encoder : {}),
    probabilities: saysProbabilities(plan),
    threshold: thresholdOf(plan.spec.loss),
  };
}

/**
 * The encoding in a weights file: JSON under `encoding`.
 * @throws NnError NN-EXPORT-ENCODER if it is too long
 */
export function metadataOf(encoding: object): Readonly<Record<string, string>> {
  const text = JSON.stringify(encoding);
  if (text.length <= LARGEST_ENCODING) return { encoding: text };
  const size = (text.length / 1e6).toFixed(0);
  throw refused(
    phrase('its vocabularies take {size} MB, and a weights file has room for {room}', {
      size,
      room: LARGEST_ENCODING / 1e6,
    }),
  );
}

function saysProbabilities(plan: Plan): boolean {
  return plan.data.target.kind !== 'number' && endsInProbabilities(plan);
}

/** Keys that an encoder must have, and those it may have. */
interface KnownKeys {
  readonly must: readonly string[];
  readonly may?: readonly string[];
}
/** The keys that an exported script understands; of an encoder with another key it would make other inputs. */
const FEATURE_KEYS: Readonly<Record<string, KnownKeys>> = {
  number: { must: ['kind', 'column', 'offset', 'divisor'], may: ['shape', 'missing'] },
  category: { must: ['kind', 'column', 'values'], may: ['unknown', 'missing'] },
  text: { must: ['kind', 'column', 'options', 'tokens', 'idf'], may: ['missing'] },
};
const MISSING_KEYS: KnownKeys = { must: ['policy'], may: ['fill', 'name', 'indicator'] };
const NOTATION_KEYS: KnownKeys = {
  must: [],
  may: ['encoding', 'delimiter', 'decimal', 'thousands', 'missingMarks', 'header', 'comment'],
};
const TEXT_KEYS: KnownKeys = {
  must: ['mode', 'vocabulary', 'tokenizer', 'ngrams', 'lowercase', 'minCount'],
};
const TARGET_KEYS: Readonly<Record<string, KnownKeys>> = {
  category: { must: ['kind', 'column', 'classes'] },
  binary: { must: ['kind', 'column', 'classes'] },
  distribution: { must: ['kind', 'columns', 'classes'], may: ['oneHot'] },
  labels: { must: ['kind', 'columns', 'names'] },
  number: { must: ['kind', 'columns', 'names'] },
};
const ENCODER_KEYS: KnownKeys = { must: ['features', 'target'], may: ['arrays', 'notation', 'spreads'] };
/** Header bytes of a safetensors file are limited to 100 MB; readers get slow long before. */
const LARGEST_ENCODING = 50_000_000;

/**
 * The encoding of a run; `encoder` comes from run.json, which anyone may have changed.
 * @throws NnError NN-EXPORT-ENCODER if it is not whole, or of a kind that scripts do not know
 */
export function exportedEncoding(plan: Plan, encoder: unknown): ExportedEncoding {
  const { features, target, arrays, notation } = isRecord(encoder) ? encoder : {};
  if (!Array.isArray(features) || !isRecord(target))
    throw refused(phrase('the run does not say how rows become inputs'));
  checkKeys({ ...(encoder as object) }, ENCODER_KEYS, 'the rows');
  const known = features.map((one: unknown) => checked(one, FEATURE_KEYS) as unknown as FeatureEncoder);
  for (const one of known) checkFeature(one);
  const encoding: ExportedEncoding = {
    version: 1,
    features: known,
    target: checked(target, TARGET_KEYS) as unknown as TargetEncoder,
    probabilities: saysProbabilities(plan),
    threshold: thresholdOf(plan.spec.loss),
    ...(arrays === undefined ? {} : { arrays: checkedArrays(arrays) }),
    ...(notation === undefined ? {} : { notation: checkedNotation(notation) }),
  };
  const inputs = known.reduce((sum, one) => sum + widthOf(one), 0);
  if (inputs !== plan.data.features)
    throw refused(
      phrase('it makes {inputs} inputs, the network has {features}', {
        inputs,
        features: plan.data.features,
      }),
    );
  return encoding;
}

function refused(why: Text): NnError {
  return new NnError(sentence('NN-EXPORT-ENCODER', { why }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` if it is of a kind in `kinds` and has exactly its keys. */
function checked(value: unknown, kinds: Readonly<Record<string, KnownKeys>>): Record<string, unknown> {
  if (!isRecord(value)) throw refused(phrase('an encoder is no object'));
  const { kind } = value;
  const keys = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (keys === undefined)
    throw refused(
      phrase('scripts cannot encode a column of the kind {kind}', { kind: JSON.stringify(kind) }),
    );
  checkKeys(value, keys, String(value['column'] ?? kind));
  return value;
}

function checkKeys(value: Record<string, unknown>, { must, may = [] }: KnownKeys, what: string): void {
  const missing = must.find((key) => !Object.hasOwn(value, key));
  const strange = Object.keys(value).find((key) => !must.includes(key) && !may.includes(key));
  if (missing !== undefined)
    throw refused(phrase('the encoder of {what} has no {missing}', { what: JSON.stringify(what), missing }));
  if (strange !== undefined)
    throw refused(
      phrase('scripts do not know {strange} of the encoder of {what}', {
        strange: JSON.stringify(strange),
        what: JSON.stringify(what),
      }),
    );
}

function checkedArrays(arrays: unknown): NonNullable<DataEncoder['arrays']> {
  const whole =
    Array.isArray(arrays) &&
    arrays.every(
      (one: unknown) => isRecord(one) && typeof one['name'] === 'string' && isNumbers(one['shape']),
    );
  if (!whole) throw refused(phrase('the shapes of the training arrays are broken'));
  return arrays as NonNullable<DataEncoder['arrays']>;
}

function checkedNotation(notation: unknown): Notation {
  if (!isRecord(notation)) throw refused(phrase('how the files are written is broken'));
  checkKeys(notation, NOTATION_KEYS, 'the files');
  const { encoding = 'utf-8', delimiter } = notation;
  if (delimiter === ' ') throw refused(phrase('scripts cannot read cells that blanks separate'));
  if (typeof encoding !== 'string' || !Object.hasOwn(PYTHON_CODECS, encoding))
    throw refused(
      phrase('Python reads texts in {encoding} otherwise than NNSpec does', {
        encoding: JSON.stringify(encoding),
      }),
    );
  return notation;
}

function isNumbers(list: unknown): list is number[] {
  return Array.isArray(list) && list.every((entry) => typeof entry === 'number' && Number.isFinite(entry));
}

/** `width`: how many numbers stand for missing ones of a row; 0 for a column of names. */
function checkMissing({ column, missing }: FeatureEncoder, width: number): void {
  if (missing === undefined) return;
  checkKeys({ ...missing }, MISSING_KEYS, column);
  const { fill, indicator = false } = missing;
  const fits = fill === undefined ? width === 0 || !indicator : isNumbers(fill) && fill.length === width;
  if (!fits)
    throw refused(
      phrase('what stands for missing values of {column} is broken', { column: JSON.stringify(column) }),
    );
}

function checkFeature(feature: FeatureEncoder): void {
  const texts = (list: unknown): boolean =>
    Array.isArray(list) && list.every((entry) => typeof entry === 'string');
  const what = JSON.stringify(feature.column);
  checkMissing(feature, feature.kind === 'number' ? feature.offset.length : 0);
  switch (feature.kind) {
    case 'number':
      if (isNumbers(feature.offset) && isNumbers(feature.divisor)) return;
      break;
    case 'category':
      if (texts(feature.values)) return;
      break;
    case 'text':
      checkKeys({ ...feature.options }, TEXT_KEYS, feature.column);
      if (texts(feature.tokens) && (feature.idf === null || isNumbers(feature.idf))) return;
  }
  throw refused(phrase('the encoder of {what} is broken', { what }));
}

/** Number of inputs of a feature. */
function widthOf(feature: FeatureEncoder): number {
  const indicator = feature.missing?.indicator === true ? 1 : 0;
  switch (feature.kind) {
    case 'number':
      return feature.offset.length * (1 + indicator);
    case 'category':
      return feature.values.length + (feature.unknown === 'own' ? 1 : 0) + indicator;
    case 'text':
      return feature.tokens.length + indicator;
  }
}
