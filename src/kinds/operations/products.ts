/** The three matrix products of a dense layer, and the sums for its bias. Sums are accumulated in float64. */
import { at, type Values } from '../../base/values.ts';
import { mayRead, operation, reads, writesOrAdds } from './operation.ts';

export function store(sums: Float64Array, out: Values, offset: number): void {
  for (let index = 0; index < sums.length; index++) out[offset + index] = at(sums, index);
}

/** Sums begin with the bias, and with the numbers from `offset` on of what is added to. */
export function startWith(
  bias: Values | null,
  sums: Float64Array,
  addedTo: Values | null = null,
  offset = 0,
): void {
  for (let unit = 0; unit < sums.length; unit++) {
    sums[unit] = (bias ? at(bias, unit) : 0) + (addedTo ? at(addedTo, offset + unit) : 0);
  }
}

/** z = x·W + b, or z += that. */
export const dense = operation({
  name: 'dense',
  operands: {
    x: reads('rows', 'inputs'),
    w: reads('inputs', 'units'),
    b: mayRead('units'),
    z: writesOrAdds('rows', 'units'),
  },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{}],
  reference({ x, w, b, z, inputs, units, add = false }, rows) {
    const sums = new Float64Array(units);
    for (let row = 0; row < rows; row++) {
      startWith(b, sums, add ? z : null, row * units);
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

/** dW = xᵀ·dz, or dW += that. */
export const denseKernelGradient = operation({
  name: 'denseKernelGradient',
  operands: { x: reads('rows', 'inputs'), dz: reads('rows', 'units'), dw: writesOrAdds('inputs', 'units') },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{}],
  reference({ x, dz, dw, inputs, units, add = false }, rows) {
    const sums = new Float64Array(units);
    for (let input = 0; input < inputs; input++) {
      startWith(null, sums, add ? dw : null, input * units);
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

/** dx = dz·Wᵀ, or dx += that. */
export const denseInputGradient = operation({
  name: 'denseInputGradient',
  operands: { dz: reads('rows', 'units'), w: reads('inputs', 'units'), dx: writesOrAdds('rows', 'inputs') },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{}],
  reference({ dz, w, dx, inputs, units, add = false }, rows) {
    for (let row = 0; row < rows; row++) {
      for (let input = 0; input < inputs; input++) {
        let sum = add ? at(dx, row * inputs + input) : 0;
        for (let unit = 0; unit < units; unit++) {
          sum += at(dz, row * units + unit) * at(w, input * units + unit);
        }
        dx[row * inputs + input] = sum;
      }
    }
    return 0;
  },
});

/** out = Σ over rows of x, or out += that. */
export const columnSums = operation({
  name: 'columnSums',
  operands: { x: reads('rows', 'units'), out: writesOrAdds('units') },
  cut: 'columns',
  nanoseconds: 0.5,
  examples: [{}],
  reference({ x, out, units, add = false }, rows) {
    const sums = new Float64Array(units);
    startWith(null, sums, add ? out : null);
    for (let row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++) sums[unit] = at(sums, unit) + at(x, row * units + unit);
    }
    store(sums, out, 0);
    return 0;
  },
});
