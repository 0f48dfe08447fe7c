import { activation } from '../../kinds/activations/table.ts';
import {
  bySemantics,
  object,
  optional,
  required,
  variant,
  withFormula,
} from '../../base/schema/composites.ts';
import { initializer } from '../initializers.ts';
import { boolean, integer, number, text } from '../../base/schema/primitives.ts';
import { nullable } from '../../base/schema/composites.ts';
import type { Initializer } from '../types.ts';

const penalty = number({ minimum: 0 });
const pytorchDefault: Initializer = { type: 'pytorchDefault' };

/** Fully connected layer. */
export const dense = variant(
  'Fully connected layer: every unit sees every input.',
  {
    id: nullable(text(), 'Name of the layer, unique in the model.', '`dense1`, `dense2`, …'),
    units: required(integer({ minimum: 1 }), 'Number of outputs.'),
    activation: optional(activation, { type: 'linear' }, 'Applied to z.'),
    useBias: optional(boolean(), true, 'Add a bias to each unit.'),
    kernelInitializer: bySemantics(
      initializer,
      { type: 'glorotUniform' },
      pytorchDefault,
      'Initial weights `[inputs, units]`.',
    ),
    biasInitializer: bySemantics(initializer, { type: 'zeros' }, pytorchDefault, 'Initial biases.'),
    regularizer: withFormula(
      optional(
        object({
          l1: optional(penalty, 0, 'Strength of Σ|w|.'),
          l2: optional(penalty, 0, 'Strength of Σw² (pytorch: ½Σw²).'),
        }),
        { l1: 0, l2: 0 },
        'Penalties on the kernel, added to the loss and to the gradient.',
      ),
      'keras: l1·Σ|w| + l2·Σw²; pytorch: l1·Σ|w| + ½·l2·Σw²',
    ),
  },
  'f(x·W + b)',
);
