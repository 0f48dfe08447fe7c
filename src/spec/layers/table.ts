/** The layers: one row per layer, each in a file of its own. */
import type { SpecPath } from '../../base/errors.ts';
import { named } from '../../base/schema/composites.ts';
import type { Variant } from '../../base/schema/schema.ts';
import type { LayerSpec } from '../types.ts';
import { activation } from './activation.ts';
import { batchNormalization } from './batchNormalization.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';

type LayerType = LayerSpec['type'];

const LAYERS = { dense, activation, dropout, batchNormalization } satisfies Record<LayerType, Variant>;

/** What default ids begin with. */
const ID_PREFIX: Readonly<Record<LayerType, string>> = {
  dense: 'dense',
  activation: 'activation',
  dropout: 'dropout',
  batchNormalization: 'norm',
};

const PLANNED = [
  'layerNormalization',
  'conv2d',
  'maxPooling2d',
  'averagePooling2d',
  'globalAveragePooling2d',
  'flatten',
  'reshape',
  'embedding',
  'globalAveragePooling1d',
  'simpleRnn',
  'lstm',
  'gru',
];

/** A layer as written: its id may still be missing. */
export const layer = named('layer', LAYERS, { planned: PLANNED });

/** Ids of layers in order: the given ones, and for the others their type's prefix with the next free number. */
export function layerIds(layers: readonly { readonly type: unknown; readonly id: unknown }[]): string[] {
  const taken = new Set(layers.map(({ id }) => id).filter((id) => typeof id === 'string'));
  const counts = new Map<string, number>();
  return layers.map(({ type, id }) => {
    const prefix = Object.entries(ID_PREFIX).find(([name]) => name === type)?.[1] ?? 'layer';
    let count = (counts.get(prefix) ?? 0) + 1;
    if (typeof id !== 'string') {
      while (taken.has(`${prefix}${String(count)}`)) count++;
    }
    counts.set(prefix, count);
    const name = typeof id === 'string' ? id : `${prefix}${String(count)}`;
    taken.add(name);
    return name;
  });
}

/** Path of the layer list. */
export const LAYERS_PATH: SpecPath = ['model', 'layers'];
