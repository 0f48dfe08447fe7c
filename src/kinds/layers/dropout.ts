import { hash32 } from '../../base/philox.ts';
import { call } from '../../base/python.ts';
import { nullable, required } from '../../base/schema/composites.ts';
import { number, text } from '../../base/schema/primitives.ts';
import { copy, layerOf, type RunningLayer, vectors } from './layer.ts';
import { dropout as drop, multiply, type MaskKey } from '../operations/masks.ts';
import { prepare } from '../operations/operation.ts';

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
  run(options, context) {
    const { id, seed, allocateRows, shape } = context;
    const { units, x, dx } = vectors(context);
    const key: MaskKey = { seed, layer: hash32(id), step: 0 };
    const output = allocateRows(shape);
    const outputGradient = allocateRows(shape);
    const mask = allocateRows(shape);
    const masking = prepare(drop, { x, y: output, mask, rate: options.rate, key, units });
    const back = dx && prepare(multiply, { a: outputGradient, b: mask, out: dx, units });
    let masked = false;
    const running: RunningLayer & { dropoutRate: number } = {
      dropoutRate: options.rate,
      output,
      outputGradient,
      preActivation: null,
      forward({ backend, rows, training, step }) {
        masked = training && running.dropoutRate > 0;
        key.step = step;
        masking.operands.rate = running.dropoutRate;
        if (masked) backend.run(masking, rows);
        else copy(backend, x, output, rows * units);
      },
      backward({ backend, rows }) {
        if (!dx || !back) return;
        if (masked) backend.run(back, rows);
        else copy(backend, outputGradient, dx, rows * units);
      },
    };
    return running;
  },
  describe: ({ rate }) => `dropout (${String(rate)})`,
  keras: ({ rate }, { id }) => [call('keras.layers.Dropout', { name: id }, rate)],
  pytorch: ({ rate }) => [call('nn.Dropout', {}, rate)],
});
