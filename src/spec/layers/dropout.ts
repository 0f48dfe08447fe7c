import { nullable, required, variant } from '../../base/schema/composites.ts';
import { number, text } from '../../base/schema/primitives.ts';

/** Inverted dropout (Srivastava et al. 2014). */
export const dropout = variant(
  'While training, drops a share of its inputs and scales the others up (inverted dropout).',
  {
    id: nullable(text(), 'Name of the layer, unique in the model.', '`dropout1`, `dropout2`, …'),
    rate: required(number({ minimum: 0, exclusiveMaximum: 1 }), 'Share of units dropped, in [0, 1).'),
  },
  'training: x · mask / (1 − rate); evaluation: x',
);
