import { nullable, required } from '../../base/schema/composites.ts';
import { text } from '../../base/schema/primitives.ts';
import { activationAsLayer, activationKind } from '../activations/table.ts';
import { activate, activateBackward } from '../operations/activations.ts';
import { prepare } from '../operations/operation.ts';
import { layerOf } from './layer.ts';

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
  run({ activation: f }, { allocate, capacity, input, inputGradient, outputs: units, fused }) {
    if (fused) {
      // Part of the loss: the logits and their gradient pass through.
      return {
        output: input,
        outputGradient: inputGradient ?? allocate(capacity * units),
        preActivation: input,
        forward: () => undefined,
        backward: () => undefined,
      };
    }
    const output = allocate(capacity * units);
    const outputGradient = allocate(capacity * units);
    const ahead = prepare(activate, { activation: f, z: input, a: output, units });
    const back =
      inputGradient &&
      prepare(activateBackward, {
        activation: f,
        z: input,
        a: output,
        da: outputGradient,
        dz: inputGradient,
        units,
      });
    return {
      output,
      outputGradient,
      preActivation: input,
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
