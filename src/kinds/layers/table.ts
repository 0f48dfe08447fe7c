/** The layers: one row each, each in a file of its own. */
import { named } from '../../base/schema/composites.ts';
import { entryOf, type Choice } from '../kind.ts';
import { activation } from './activation.ts';
import { batchNormalization } from './batchNormalization.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import type { LayerKind } from './layer.ts';
import { layerNormalization } from './layerNormalization.ts';

export const LAYERS = { dense, activation, dropout, batchNormalization, layerNormalization } satisfies Record<
  string,
  LayerKind
>;

type Written = Choice<typeof LAYERS>;
type WithId<L> = L extends unknown ? Omit<L, 'id'> & { readonly id: string } : never;
/** A layer of a resolved spec: its id is there. */
export type LayerSpec = WithId<Written>;

/** Layers that the format has and this release has not. */
const PLANNED = [
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

/** The catalogue's entry of a layer. */
export function layerKind(layer: { readonly type: string }): LayerKind {
  return entryOf<LayerKind>(LAYERS, layer);
}

/** A layer in few words, such as `dense (relu)`. */
export function describeLayer(layer: LayerSpec): string {
  return layerKind(layer).describe(layer);
}

/** A layer as written: its id may still be missing. */
export const layer = named<typeof LAYERS>('layer', LAYERS, {
  planned: PLANNED.filter((name) => !Object.hasOwn(LAYERS, name)),
});

/** Ids of layers in order: the given ones, and for the others their type's prefix with the next free number. */
export function layerIds(layers: readonly { readonly type: unknown; readonly id: unknown }[]): string[] {
  const taken = new Set(layers.map(({ id }) => id).filter((id) => typeof id === 'string'));
  const counts = new Map<string, number>();
  return layers.map(({ type, id }) => {
    const prefix = Object.entries(LAYERS).find(([name]) => name === type)?.[1].prefix ?? 'layer';
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
