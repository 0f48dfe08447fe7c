/** A loop for each element-wise loss. Written by `npm run generate` from src/kinds/losses. */
import { lossLoop } from '../vector/lossLoop';
import { SQUARED, ABSOLUTE, HUBER, SIGMOID_CROSSENTROPY, HINGE } from './formulas/losses';

/** Σ of the loss over `length` elements; writes derivative·factor to `gradient` unless it is 0. */
export function elementLoss(
  kind: i32, output: usize, target: usize, gradient: usize, length: usize, factor: f32, parameter: f32,
): f64 {
  switch (kind) {
    case ABSOLUTE: return lossLoop(ABSOLUTE, output, target, gradient, length, factor, parameter);
    case HUBER: return lossLoop(HUBER, output, target, gradient, length, factor, parameter);
    case SIGMOID_CROSSENTROPY: return lossLoop(SIGMOID_CROSSENTROPY, output, target, gradient, length, factor, parameter);
    case HINGE: return lossLoop(HINGE, output, target, gradient, length, factor, parameter);
    default: return lossLoop(SQUARED, output, target, gradient, length, factor, parameter);
  }
}
