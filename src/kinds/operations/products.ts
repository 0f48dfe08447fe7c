/** The three matrix products of a dense layer, and the sums for its bias. Sums are accumulated in float64. */
import { at, type Values } from '../../base/values.ts';
import { mayRead, operation, reads, writes } from './operation.ts';

export function store(sums: Float64Array, out: Values, offset: number): void {
  for (let index = 0; index < sums.length; index++) out[offset + index] = at(sums, index);
}

export function startWith(bias: Values | null, sums: Float64Array): void {
  for (let unit = 0; unit < sums.length; unit++) sums[unit] = bias ? at(bias, unit) : 0;
}

/** z = x·W + b. */
export const dense = operation({
  name: 'dense',
  operands: {
    x: reads('rows', 'inputs'),
    w: reads('inputs', 'units'),
    b: mayRead('units'),
    z: writes('rows', 'units'),
  },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{}],
  reference({ x, w, b, z, inputs, units }, rows) {
    const sums = new Float64Array(units);
    for (let row = 0; row < rows; row++) {
      startWith(b, sums);
      for (let input = 0; input < inputs; input++) {
        const value = at(x, row * inputs + input);
        for (let unit = 0; unit < units; unit++) {
          sums[unit] = at(sums, unit) + value * at(w, input * units + unit);
        }
      }
      store(sums, z, row * units);
    }
    return 0;
  },
});

/** dW = xᵀ·dz. */
export const denseKernelGradient = operation({
  name: 'denseKernelGradient',
  operands: { x: reads('rows', 'inputs'), dz: reads('rows', 'units'), dw: writes('inputs', 'units') },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{}],
  reference({ x, dz, dw, inputs, units }, rows) {
    const sums = new Float64Array(units);
    for (let input = 0; input < inputs; input++) {
      sums.fill(0);
      for (let row = 0; row < rows; row++) {
        const value = at(x, row * inputs + input);
        for (let unit = 0; unit < units; unit++) {
          sums[unit] = at(sums, unit) + value * at(dz, row * units + unit);
        }
      }
      store(sums, dw, input * units);
    }
    return 0;
  },
});

/** dx = dz·Wᵀ. */
export const denseInputGradient = operation({
  name: 'denseInputGradient',
  operands: { dz: reads('rows', 'units'), w: reads('inputs', 'units'), dx: writes('rows', 'inputs') },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{}],
  reference({ dz, w, dx, inputs, units }, rows) {
    for (let row = 0; row < rows; row++) {
      for (let input = 0; input < inputs; input++) {
        let sum = 0;
        for (let unit = 0; unit < units; unit++) {
          sum += at(dz, row * units + unit) * at(w, input * units + unit);
        }
        dx[row * inputs + input] = sum;
      }
    }
    return 0;
  },
});

/** out = Σ over rows of x. */
export const columnSums = operation({
  name: 'columnSums',
  operands: { x: reads('rows', 'units'), out: writes('units') },
  cut: 'columns',
  nanoseconds: 0.5,
  examples: [{}],
  reference({ x, out, units }, rows) {
    const sums = new Float64Array(units);
    for (let row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++) sums[unit] = at(sums, unit) + at(x, row * units + unit);
    }
    store(sums, out, 0);
    return 0;
  },
});
