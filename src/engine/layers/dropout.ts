/** Inverted dropout (Srivastava 2014): y = x ⊙ mask/(1 − rate) in training, y = x in evaluation. */
import { hash32 } from '../../base/philox.ts';
import type { DropoutSpec } from '../../spec/types.ts';
import type { MaskKey } from '../backend.ts';
import { copy, type LayerContext, type RunningLayer } from './layer.ts';

/** A dropout layer whose rate can change between steps; 0 switches it off. */
export interface RunningDropout extends RunningLayer {
  rate: number;
}

export function createDropout(spec: DropoutSpec, context: LayerContext): RunningDropout {
  const { allocate, capacity, input, inputGradient } = context;
  const { outputs: units } = context.layer;
  const key: MaskKey = { seed: context.seed, layer: hash32(context.layer.id), step: 0 };
  const output = allocate(capacity * units);
  const outputGradient = allocate(capacity * units);
  const mask = allocate(capacity * units);
  let masked = false;
  return {
    rate: spec.rate,
    output,
    outputGradient,
    preActivation: null,
    forward({ backend, rows, training, step }) {
      masked = training && this.rate > 0;
      key.step = step;
      if (masked) backend.dropout(input, output, mask, rows * units, this.rate, key);
      else copy(backend, input, output, rows * units);
    },
    backward({ backend, rows }) {
      if (!inputGradient) return;
      if (masked) backend.multiply(outputGradient, mask, inputGradient, rows * units);
      else copy(backend, outputGradient, inputGradient, rows * units);
    },
  };
}
