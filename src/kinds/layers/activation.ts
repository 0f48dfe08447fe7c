import { nullable, required } from '../../base/schema/composites.ts';
import { text } from '../../base/schema/primitives.ts';
import { activationAsLayer, activationKind } from '../activations/table.ts';
import { activate, activateBackward } from '../operations/activations.ts';
import { prepare } from '../operations/operation.ts';
import { layerOf, vectors } from './layer.ts';

/** a = f(x); dx = da ⊙ f′. */
export const activation = layerOf({
  summary: 'An activation as a layer of its own, such as after batch normalization.',
  keys: {
    id: nullable(text(), 'Name of the layer, unique in the model.', '`activation1`, `activation2`, …'),
    activation: required(activationAsLayer, 'Which function.'),
  },
  formula: 'f(x)',
  prefix: 'activation',
  activation: (options) => options.activation,
  run({ activation: f }, context) {
    const { allocateRows, shape, fused } = context;
    const { units, x, dx } = vectors(context);
    if (fused) {
      // Part of the loss: the logits and their gradient pass through.
      return {
        output: x,
        outputGradient: dx ?? allocateRows(shape),
        preActivation: x,
        forward: () => undefined,
        backward: () => undefined,
      };
    }
    const output = allocateRows(shape);
    const outputGradient = allocateRows(shape);
    const ahead = prepare(activate, { activation: f, z: x, a: output, units });
    const back =
      dx && prepare(activateBackward, { activation: f, z: x, a: output, da: outputGradient, dz: dx, units });
    return {
      output,
      outputGradient,
      preActivation: x,
      forward({ backend, rows }) {
        backend.run(ahead, rows);
      },
      backward({ backend, rows }) {
        if (back) backend.run(back, rows);
      },
    };
  },
  describe: (options) => `activation (${options.activation.type})`,
  keras: (options) => [activationKind(options.activation).keras(options.activation)],
  pytorch: (options) => [activationKind(options.activation).pytorch(options.activation)],
});
