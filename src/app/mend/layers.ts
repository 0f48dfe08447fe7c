/** Fixes that change the layers of a model. */
import { phrase } from '../../base/problems/phrase.ts';
import type { LayerSpec } from '../../format/types.ts';
import { activationKind, isLinear } from '../../kinds/activations/table.ts';
import { lossKind } from '../../kinds/losses/table.ts';
import type { SpecValue } from '../edits/specEdit.ts';
import { fixOf, type MakeFix, type MendContext, rounded } from './fix.ts';

/** Initializers that know nothing of the number of inputs. */
const RAW = new Set(['zeros', 'ones', 'constant', 'randomNormal', 'randomUniform', 'truncatedNormal']);
/** Share of units that are dropped. */
const DROPPED = 0.5;
const STRENGTH = 0.01;
const WEAKER = 100;

/** A layer with weights, and the activation that its sums go through, which may be a layer of its own. */
interface Sums {
  readonly index: number;
  readonly layer: Extract<LayerSpec, { type: 'dense' }>;
  readonly activation: string;
  /** The layer that has the activation. */
  readonly at: number;
}

/** The catalogue's entry of the activation of a layer. */
const kindOf = (activation: string) => activationKind({ type: activation });

const fittingInitializer = (activation: string): string => kindOf(activation).initializer ?? 'glorotUniform';

const pathOf = (index: number, key: string): SpecValue['path'] => ['model', 'layers', index, key];

/** The layers that sum, first one first; the last one is the output. */
function sumsOf({ spec }: Pick<MendContext, 'spec'>): Sums[] {
  const { layers } = spec.model;
  return layers.flatMap((layer, index): Sums[] => {
    if (!('kernelInitializer' in layer)) return [];
    const own = layer.activation.type;
    if (!isLinear(layer.activation)) return [{ index, layer, activation: own, at: index }];
    for (let at = index + 1; at < layers.length; at++) {
      const next = layers[at];
      if (next === undefined || 'kernelInitializer' in next) break;
      if ('activation' in next) return [{ index, layer, activation: next.activation.type, at }];
    }
    return [{ index, layer, activation: own, at: index }];
  });
}

const hiddenOf = (context: MendContext): Sums[] => sumsOf(context).slice(0, -1);

/** Weights that are too large or too small for their number are begun anew; without such ones those that fit another activation. */
export const initialize: MakeFix = (context) => {
  const sums = sumsOf(context);
  const raw = sums.filter(({ layer }) => RAW.has(layer.kernelInitializer.type));
  const other = sums.filter(({ activation }) => fittingInitializer(activation) === 'heNormal');
  const kernels = (raw.length > 0 ? raw : other).flatMap(({ index, layer, activation }): SpecValue[] => {
    const value = fittingInitializer(activation);
    const { type } = layer.kernelInitializer;
    const fits = value === 'heNormal' && type === 'heUniform';
    return type === value || fits ? [] : [{ path: pathOf(index, 'kernelInitializer'), value }];
  });
  const biases = sums.flatMap(({ index, layer }): SpecValue[] => {
    const { type } = layer.biasInitializer;
    return layer.useBias && type !== 'zeros' && RAW.has(type)
      ? [{ path: pathOf(index, 'biasInitializer'), value: 'zeros' }]
      : [];
  });
  return fixOf(phrase('Begin with weights that fit the activations (He, Glorot)'), [...kernels, ...biases]);
};

export const relu: MakeFix = (context) => {
  const hidden = hiddenOf(context);
  const allLinear = hidden.every(({ activation }) => isLinear({ type: activation }));
  return fixOf(
    phrase('Use relu with He initialization in the hidden layers'),
    hidden
      // Linear layers are left alone unless there are no others: a bottleneck is linear on purpose.
      .filter(({ activation }) => allLinear || kindOf(activation).flattens)
      .flatMap(({ index, at }) => [
        { path: pathOf(at, 'activation'), value: 'relu' },
        { path: pathOf(index, 'kernelInitializer'), value: 'heNormal' },
      ]),
  );
};

export const leakyRelu: MakeFix = (context) =>
  fixOf(
    phrase('Use leakyRelu in the hidden layers'),
    hiddenOf(context)
      .filter(({ activation }) => kindOf(activation).dies)
      .map(({ at }) => ({ path: pathOf(at, 'activation'), value: 'leakyRelu' })),
  );

/** Insertions change the places behind them: the last one, of places in order, comes first. */
function inserted(places: readonly { readonly before: number; readonly layer: object }[]): SpecValue[] {
  return places
    .toReversed()
    .map(({ before, layer }) => ({ path: ['model', 'layers', before], value: layer, insert: true }));
}

/** A statistic of one sample is none. */
const hasBatches = ({ spec }: MendContext): boolean => spec.training.batchSize !== 1;

const isNormalized = ({ spec }: MendContext, from: number, to: number): boolean =>
  spec.model.layers.slice(from, to + 1).some(({ type }) => type.endsWith('Normalization'));

/** The activation of a dense layer becomes a layer of its own, so that there is room before it. */
export const normalizeBefore: MakeFix = (context) => {
  const layer = { type: 'batchNormalization' };
  if (!hasBatches(context)) return null;
  const edits = hiddenOf(context)
    .filter(({ index, at }) => !isNormalized(context, index, at + 1))
    .reverse()
    .flatMap(({ index, at, layer: sums }): SpecValue[] => {
      if (at !== index || isLinear(sums.activation)) return inserted([{ before: index + 1, layer }]);
      const { activation } = sums;
      const short = Object.keys(activation).length === 1 ? activation.type : activation;
      return [
        { path: pathOf(index, 'activation'), value: 'linear' },
        {
          path: ['model', 'layers', index + 1],
          value: { type: 'activation', activation: short },
          insert: true,
        },
        { path: ['model', 'layers', index + 1], value: layer, insert: true },
      ];
    });
  return fixOf(phrase('Normalize by batch before each activation'), edits);
};

export const normalizeAfter: MakeFix = (context) => {
  if (!hasBatches(context)) return null;
  const places = hiddenOf(context)
    .filter(({ index, at }) => !isNormalized(context, index, at + 1))
    .map(({ at }) => ({ before: at + 1, layer: { type: 'batchNormalization' } }));
  return fixOf(phrase('Normalize by batch after each activation'), inserted(places));
};

export const normalizeInputs: MakeFix = (context) => {
  const [first] = context.spec.model.layers;
  if (!hasBatches(context) || first === undefined || first.type.endsWith('Normalization')) return null;
  const layer = { type: 'batchNormalization' };
  return fixOf(phrase('Normalize the inputs by batch, as the first layer'), inserted([{ before: 0, layer }]));
};

/** Layers that drop too little drop more; where there are none they are put behind the hidden layers. */
export const dropout: MakeFix = (context) => {
  const { layers } = context.spec.model;
  const there = layers.flatMap((layer, index) => ('rate' in layer ? [{ layer, index }] : []));
  const raised = there
    .filter(({ layer }) => layer.rate < DROPPED)
    .map(({ index }) => ({ path: pathOf(index, 'rate'), value: DROPPED }));
  const added = inserted(
    hiddenOf(context).map(({ at }) => ({ before: at + 1, layer: { type: 'dropout', rate: DROPPED } })),
  );
  const title = phrase('Drop out {share} % of the hidden units', { share: 100 * DROPPED });
  return fixOf(title, there.length > 0 ? raised : added);
};

export const penalty: MakeFix = (context) =>
  fixOf(
    phrase('Penalize large weights: l2 of {strength}', { strength: STRENGTH }),
    hiddenOf(context)
      .filter(({ layer }) => layer.regularizer.l2 < STRENGTH)
      .map(({ index }) => ({ path: [...pathOf(index, 'regularizer'), 'l2'], value: STRENGTH })),
  );

export const weakerPenalty: MakeFix = (context) =>
  fixOf(
    phrase('Weaken the penalties to a hundredth'),
    sumsOf(context).flatMap(({ index, layer }) =>
      (['l1', 'l2'] as const)
        .filter((key) => layer.regularizer[key] > 0)
        .map((key) => ({
          path: [...pathOf(index, 'regularizer'), key],
          value: rounded(layer.regularizer[key] / WEAKER),
        })),
    ),
  );

export const matchOutput: MakeFix = (context) => {
  const last = sumsOf(context).at(-1);
  const wanted = lossKind(context.spec.loss).probabilities;
  if (!last) return null;
  const alone =
    activationKind({ type: last.activation }).probabilities === 'together' && last.layer.units === 1;
  const value = alone ? 'sigmoid' : wanted;
  if (value === undefined || value === last.activation) return null;
  return fixOf(phrase('Use {name}', { name: value }), [{ path: pathOf(last.at, 'activation'), value }]);
};
