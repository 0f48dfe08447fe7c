/** Fixes that change the optimizer, the training or the data. */
import { phrase } from '../../base/problems/phrase.ts';
import type { FeatureSpec } from '../../format/types.ts';
import type { SpecValue } from '../edits/specEdit.ts';
import { fixOf, type MakeFix, rounded } from './fix.ts';

const FACTOR = 10;
const NORM = 1;
const ADAM_RATE = 0.001;
const LARGER = 4;
const PATIENCE = 10;

const RATE: SpecValue['path'] = ['optimizer', 'learningRate'];

export const lowerRate: MakeFix = ({ spec, finding }) => {
  if (finding.rule === 'updateRatio' && !((finding.value ?? 0) > (finding.threshold ?? 0))) return null;
  const rate = rounded(spec.optimizer.learningRate / FACTOR);
  return fixOf(phrase('Divide the learning rate by 10: {rate}', { rate }), [{ path: RATE, value: rate }]);
};

export const raiseRate: MakeFix = ({ spec, finding }) => {
  if (finding.rule === 'updateRatio' && (finding.value ?? 0) > (finding.threshold ?? 0)) return null;
  const rate = rounded(spec.optimizer.learningRate * FACTOR);
  return fixOf(phrase('Multiply the learning rate by 10: {rate}', { rate }), [{ path: RATE, value: rate }]);
};

export const adam: MakeFix = ({ spec }) => {
  const { type, learningRate } = spec.optimizer;
  if (type.startsWith('adam') && learningRate === ADAM_RATE) return null;
  const value = { type: 'adam', learningRate: ADAM_RATE };
  const title = phrase('Use Adam with a learning rate of {rate}', { rate: ADAM_RATE });
  return fixOf(title, [{ path: ['optimizer'], value }]);
};

export const clip: MakeFix = ({ spec }) => {
  const { gradientClipping: now } = spec.training;
  if (now.kind === 'globalNorm' && now.threshold <= NORM) return null;
  return fixOf(phrase('Clip gradients to a global norm of {norm}', { norm: NORM }), [
    { path: ['training', 'gradientClipping'], value: { globalNorm: NORM } },
  ]);
};

export const largerBatch: MakeFix = ({ spec }) => {
  const { batchSize } = spec.training;
  if (batchSize === 'full') return null;
  const size = LARGER * batchSize;
  return fixOf(phrase('Use batches of {size}', { size }), [{ path: ['training', 'batchSize'], value: size }]);
};

export const earlyStopping: MakeFix = ({ spec }) => {
  if (spec.training.earlyStopping !== null) return null;
  const title = phrase('Stop when the validation loss has not improved for {epochs} epochs', {
    epochs: PATIENCE,
  });
  const value = { monitor: 'validation.loss', patience: PATIENCE };
  return fixOf(title, [{ path: ['training', 'earlyStopping'], value }]);
};

const isScaled = (feature: FeatureSpec): boolean =>
  (feature.as === 'number' || feature.as === 'date') && feature.normalize !== 'none';

/**
 * Only features that are known to be numbers: those that say so, and those of any kind where no encoded input is a category's.
 * A feature that is scaled already, by a fixed factor or by statistics, is left as it is.
 */
export const standardize: MakeFix = ({ spec, written, featureNames }) => {
  const { features } = spec.data;
  const allNumbers = featureNames?.every((name) => !name.includes('=')) === true;
  const isNumber = ({ as }: FeatureSpec): boolean =>
    as === 'number' || as === 'date' || (as === 'auto' && allNumbers);
  const open = features
    .map((feature, index) => ({ feature, index }))
    .filter(({ feature }) => isNumber(feature) && !isScaled(feature));
  const title = phrase('Normalize the features to mean 0 and deviation 1');
  const own = (written as { readonly data?: { readonly features?: unknown } } | null)?.data?.features;
  const path: SpecValue['path'] = ['data', 'features'];
  const isList = Array.isArray(own) && own.length === features.length;
  const edits = open.flatMap(({ feature, index }): SpecValue[] => {
    const inText: unknown = isList ? own[index] : undefined;
    const isObject = typeof inText === 'object' && inText !== null && !Array.isArray(inText);
    if (isObject) {
      const at = [...path, index];
      const kind = feature.as === 'auto' ? [{ path: [...at, 'as'], value: 'number' }] : [];
      return [...kind, { path: [...at, 'normalize'], value: 'standard' }];
    }
    const { columns } = feature;
    const as = feature.as === 'date' ? 'date' : 'number';
    const value = { columns, as, normalize: 'standard' };
    // One feature for all columns may be left out, or stand by itself.
    if (features.length === 1) return [{ path, value: [value] }];
    return isList ? [{ path: [...path, index], value }] : [];
  });
  return fixOf(title, edits);
};
