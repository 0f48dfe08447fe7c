import { call, literal } from '../../base/python.ts';
import { bySemantics, nullable, optional } from '../../base/schema/composites.ts';
import { boolean, number, text } from '../../base/schema/primitives.ts';
import { at } from '../../base/values.ts';
import { multiply } from '../operations/masks.ts';
import { mayRead, operation, prepare, reads, writes } from '../operations/operation.ts';
import { columnSums } from '../operations/products.ts';
import { numbers, sizeOf } from '../shape.ts';
import { gradientOf, layerOf, parameterOf, perUnit, vectors } from './layer.ts';

/** xHat = (x − mean)/√(variance + ε) with each row's own mean and biased variance, y = γ·xHat + β; inverse = 1/√(variance + ε). */
const normalizeRows = operation({
  name: 'normalizeRows',
  operands: {
    x: reads('rows', 'units'),
    gamma: mayRead('units'),
    beta: mayRead('units'),
    xHat: writes('rows', 'units'),
    inverse: writes('rows'),
    y: writes('rows', 'units'),
  },
  cut: 'rows',
  nanoseconds: 1.5,
  examples: [{ epsilon: 1e-3 }],
  reference({ x, gamma, beta, xHat, inverse, y, epsilon, units }, rows) {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let unit = 0; unit < units; unit++) sum += at(x, row * units + unit);
      const mean = sum / units;
      let squares = 0;
      for (let unit = 0; unit < units; unit++) squares += (at(x, row * units + unit) - mean) ** 2;
      const factor = 1 / Math.sqrt(squares / units + epsilon);
      inverse[row] = factor;
      for (let unit = 0; unit < units; unit++) {
        const hat = (at(x, row * units + unit) - mean) * factor;
        xHat[row * units + unit] = hat;
        y[row * units + unit] = (gamma ? at(gamma, unit) : 1) * hat + (beta ? at(beta, unit) : 0);
      }
    }
    return 0;
  },
});

/** dx = (γ·dy − mean(γ·dy) − xHat·mean(γ·dy·xHat)) · inverse, with means over each row. */
const normalizeRowsBackward = operation({
  name: 'normalizeRowsBackward',
  operands: {
    dy: reads('rows', 'units'),
    xHat: reads('rows', 'units'),
    inverse: reads('rows'),
    gamma: mayRead('units'),
    dx: writes('rows', 'units'),
  },
  cut: 'rows',
  nanoseconds: 1.5,
  examples: [{}],
  reference({ dy, xHat, inverse, gamma, dx, units }, rows) {
    for (let row = 0; row < rows; row++) {
      const scaled = (unit: number): number => (gamma ? at(gamma, unit) : 1) * at(dy, row * units + unit);
      let sum = 0;
      let product = 0;
      for (let unit = 0; unit < units; unit++) {
        sum += scaled(unit);
        product += scaled(unit) * at(xHat, row * units + unit);
      }
      for (let unit = 0; unit < units; unit++) {
        const hat = at(xHat, row * units + unit);
        dx[row * units + unit] = (scaled(unit) - sum / units - (hat * product) / units) * at(inverse, row);
      }
    }
    return 0;
  },
});

/**
 * Layer normalization (Ba, Kiros & Hinton 2016): keras/layers/normalization/layer_normalization.py,
 * torch/nn/modules/normalization.py. Both take the biased variance.
 */
export const layerNormalization = layerOf({
  summary: 'Standardizes each sample over its units, in training and in evaluation alike.',
  keys: {
    id: nullable(text(), 'Name of the layer, unique in the model.', '`layernorm1`, `layernorm2`, …'),
    epsilon: bySemantics(number({ exclusiveMinimum: 0 }), 1e-3, 1e-5, 'Added to the variance.'),
    center: optional(boolean(), true, 'Learn the offset beta.'),
    scale: optional(boolean(), true, 'Learn the factor gamma.'),
  },
  formula: 'gamma · (x − mean) / √(variance + epsilon) + beta, mean and variance of the sample',
  prefix: 'layernorm',
  parameters({ scale, center }, input) {
    const one = perUnit(input);
    return [
      ...(scale ? [{ ...one, role: 'gamma', initializer: { type: 'ones' } as const }] : []),
      ...(center ? [{ ...one, role: 'beta', initializer: { type: 'zeros' } as const }] : []),
    ];
  },
  flops: (_options, input) => 7 * sizeOf(input),
  operations: [normalizeRows, normalizeRowsBackward],
  run({ epsilon }, context) {
    const { allocateRows, shape } = context;
    const { units, x, dx } = vectors(context);
    const factor = parameterOf(context, 'gamma');
    const offset = parameterOf(context, 'beta');
    const gamma = factor?.value ?? null;
    const beta = offset?.value ?? null;
    const inverse = allocateRows(numbers());
    const xHat = allocateRows(shape);
    const output = allocateRows(shape);
    const outputGradient = allocateRows(shape);
    const products = allocateRows(shape);
    const normalizing = prepare(normalizeRows, {
      ...{ x, gamma, beta, epsilon, units },
      ...{ xHat, inverse, y: output },
    });
    const offsetGradient =
      offset && prepare(columnSums, { x: outputGradient, out: gradientOf(offset), units });
    const weighing = prepare(multiply, { a: outputGradient, b: xHat, out: products, units });
    const factorGradient = factor && prepare(columnSums, { x: products, out: gradientOf(factor), units });
    const back =
      dx && prepare(normalizeRowsBackward, { dy: outputGradient, xHat, inverse, gamma, units, dx });
    return {
      output,
      outputGradient,
      preActivation: null,
      forward({ backend, rows }) {
        backend.run(normalizing, rows);
      },
      /** dβ = Σ dy, dγ = Σ dy·xHat. */
      backward({ backend, rows }) {
        if (offsetGradient) backend.run(offsetGradient, rows);
        if (factorGradient) {
          backend.run(weighing, rows);
          backend.run(factorGradient, rows);
        }
        if (back) backend.run(back, rows);
      },
    };
  },
  describe: () => 'layerNormalization',
  keras: ({ epsilon, center, scale }, { id }) => [
    call('keras.layers.LayerNormalization', { epsilon, center, scale, name: id }),
  ],
  pytorch: ({ epsilon, center, scale }, { input }) => [
    call('nn.LayerNorm', { eps: epsilon, elementwise_affine: center || scale }, sizeOf(input)),
  ],
  pytorchNames: { gamma: 'weight', beta: 'bias' },
  /** PyTorch learns factor and offset together or neither; one alone is held where it begins. */
  pytorchSetup({ center, scale }, at) {
    if (center === scale) return [];
    const [name, value] = center ? ['weight', 1] : ['bias', 0];
    return [`${at}.${name}.fill_(${literal(value)}).requires_grad_(False)`];
  },
});
