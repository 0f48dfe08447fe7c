import { hash32 } from '../../base/philox.ts';
import { call } from '../../base/python.ts';
import { nullable, required } from '../../base/schema/composites.ts';
import { number, text } from '../../base/schema/primitives.ts';
import { copy, layerOf, type RunningLayer } from './layer.ts';
import type { MaskKey } from './operations.ts';

/** Inverted dropout (Srivastava et al. 2014): y = x ⊙ mask/(1 − rate) in training, y = x in evaluation. */
export const dropout = layerOf({
  summary: 'While training, drops a share of its inputs and scales the others up (inverted dropout).',
  keys: {
    id: nullable(text(), 'Name of the layer, unique in the model.', '`dropout1`, `dropout2`, …'),
    rate: required(number({ minimum: 0, exclusiveMaximum: 1 }), 'Share of units dropped, in [0, 1).'),
  },
  formula: 'training: x · mask / (1 − rate); evaluation: x',
  prefix: 'dropout',
  dropsUnits: true,
  controls: ({ rate }) => [{ kind: 'dropout', key: 'rate', value: rate }],
  run(options, { id, seed, allocate, capacity, input, inputGradient, outputs: units }) {
    const key: MaskKey = { seed, layer: hash32(id), step: 0 };
    const output = allocate(capacity * units);
    const outputGradient = allocate(capacity * units);
    const mask = allocate(capacity * units);
    let masked = false;
    const running: RunningLayer & { dropoutRate: number } = {
      dropoutRate: options.rate,
      output,
      outputGradient,
      preActivation: null,
      forward({ backend, rows, training, step }) {
        masked = training && running.dropoutRate > 0;
        key.step = step;
        if (masked) backend.dropout(input, output, mask, rows * units, running.dropoutRate, key);
        else copy(backend, input, output, rows * units);
      },
      backward({ backend, rows }) {
        if (!inputGradient) return;
        if (masked) backend.multiply(outputGradient, mask, inputGradient, rows * units);
        else copy(backend, outputGradient, inputGradient, rows * units);
      },
    };
    return running;
  },
  describe: ({ rate }) => `dropout (${String(rate)})`,
  keras: ({ rate }, { id }) => [call('keras.layers.Dropout', { name: id }, rate)],
  pytorch: ({ rate }) => [call('nn.Dropout', {}, rate)],
});
