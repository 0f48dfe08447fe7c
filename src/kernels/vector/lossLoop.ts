/** The pass over the outputs of an element-wise loss; the formulas are generated. */
import { freeOutput, slope, value } from '../generated/formulas/losses';
import { loadTail, storeTail, sumPair } from './lanes';

// @ts-ignore: decorator
@inline
export function lossLoop(kind: i32, output: usize, target: usize, gradient: usize, length: usize, factor: f32, parameter: f32): f64 {
  const factors = f32x4.splat(factor);
  const parameters = f32x4.splat(parameter);
  const rest = length & 3;
  const end = output + ((length - rest) << 2);
  let sum = f64x2.splat(0);
  while (output < end) {
    const o = v128.load(output);
    const t = v128.load(target);
    const e = f32x4.sub(o, t);
    sum = f64x2.add(sum, value(kind, o, t, e, parameters));
    if (gradient != 0) {
      v128.store(gradient, f32x4.mul(slope(kind, o, t, e, parameters), factors));
      gradient += 16;
    }
    output += 16;
    target += 16;
  }
  if (rest != 0) {
    const o = loadTail(output, rest);
    const t = loadTail(target, rest);
    const e = f32x4.sub(o, t);
    const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>rest));
    // Lanes that are not there are (0, 0): where that costs something, they are moved to an output that is free.
    const far = freeOutput(kind) != 0 ? v128.bitselect(o, f32x4.splat(freeOutput(kind)), inside) : o;
    sum = f64x2.add(sum, value(kind, far, t, e, parameters));
    if (gradient != 0) storeTail(gradient, f32x4.mul(slope(kind, o, t, e, parameters), factors), rest);
  }
  return sumPair(sum);
}
