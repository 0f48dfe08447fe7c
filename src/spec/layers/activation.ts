import { activationAsLayer } from '../../kinds/activations/table.ts';
import { nullable, required, variant } from '../../base/schema/composites.ts';
import { text } from '../../base/schema/primitives.ts';

/** An activation on its own, such as after batch normalization. */
export const activation = variant(
  'An activation as a layer of its own, such as after batch normalization.',
  {
    id: nullable(text(), 'Name of the layer, unique in the model.', '`activation1`, `activation2`, …'),
    activation: required(activationAsLayer, 'Which function.'),
  },
  'f(x)',
);
