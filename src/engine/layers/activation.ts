/** a = f(x); dx = da ⊙ f′. */
import type { ActivationSpec } from '../../spec/types.ts';
import type { LayerContext, RunningLayer } from './layer.ts';

export function createActivation(spec: ActivationSpec, context: LayerContext): RunningLayer {
  const { allocate, capacity, input, inputGradient } = context;
  const { outputs: units } = context.layer;
  const { activation } = spec;
  if (context.fused) {
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
  return {
    output,
    outputGradient,
    preActivation: input,
    forward({ backend, rows }) {
      backend.activate(activation, input, output, rows, units);
    },
    backward({ backend, rows }) {
      if (!inputGradient) return;
      backend.activateBackward(activation, input, output, outputGradient, inputGradient, rows, units);
    },
  };
}
