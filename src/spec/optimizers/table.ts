/** The optimizers: one row per optimizer, each family in a file of its own. */
import { named } from '../../base/schema/composites.ts';
import type { Schema, Variant } from '../../base/schema/schema.ts';
import type { Optimizer, OptimizerName } from '../types.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam, adamw, nadam } from './adam.ts';
import { lion } from './lion.ts';
import { rmsprop } from './rmsprop.ts';
import { momentum, sgd } from './sgd.ts';

const OPTIMIZERS = {
  sgd,
  momentum,
  adagrad,
  rmsprop,
  adam,
  adamw,
  nadam,
  adadelta,
  lion,
} satisfies Record<OptimizerName, Variant>;

/** Names in the order in which the field found them. */
export const OPTIMIZER_NAMES = Object.keys(OPTIMIZERS) as readonly OptimizerName[];

export const optimizer: Schema<Optimizer> = named('optimizer', OPTIMIZERS, { short: true });

/** Tensors of a trainable parameter's size that the optimizer keeps for each parameter. */
export function optimizerSlots(spec: Optimizer): number {
  switch (spec.type) {
    case 'sgd':
    case 'momentum':
      return spec.momentum > 0 ? 1 : 0;
    case 'adagrad':
    case 'lion':
      return 1;
    case 'rmsprop':
      return 1 + (spec.momentum > 0 ? 1 : 0) + (spec.centered ? 1 : 0);
    case 'adam':
    case 'adamw':
    case 'nadam':
    case 'adadelta':
      return 2;
  }
}
