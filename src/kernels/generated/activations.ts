/** A loop for each activation; softmax is in ../softmax.ts. Written by `npm run generate` from src/kinds/activations. */
import { backwardLoop, forwardLoop } from '../vector/activationLoops';
import { LINEAR, SIGMOID, TANH, RELU, LEAKY_RELU, ELU, GELU, GELU_TANH, SILU, SOFTPLUS, SOFTSIGN, HARD_SIGMOID } from './formulas/activations';

/** a = f(z) over `length` elements; z and a may be the same. */
export function activate(kind: i32, z: usize, a: usize, length: usize, alpha: f32, scale: f32): void {
  switch (kind) {
    case SIGMOID: return forwardLoop(SIGMOID, z, a, length, alpha, scale);
    case TANH: return forwardLoop(TANH, z, a, length, alpha, scale);
    case RELU: return forwardLoop(RELU, z, a, length, alpha, scale);
    case LEAKY_RELU: return forwardLoop(LEAKY_RELU, z, a, length, alpha, scale);
    case ELU: return forwardLoop(ELU, z, a, length, alpha, scale);
    case GELU: return forwardLoop(GELU, z, a, length, alpha, scale);
    case GELU_TANH: return forwardLoop(GELU_TANH, z, a, length, alpha, scale);
    case SILU: return forwardLoop(SILU, z, a, length, alpha, scale);
    case SOFTPLUS: return forwardLoop(SOFTPLUS, z, a, length, alpha, scale);
    case SOFTSIGN: return forwardLoop(SOFTSIGN, z, a, length, alpha, scale);
    case HARD_SIGMOID: return forwardLoop(HARD_SIGMOID, z, a, length, alpha, scale);
    default: return forwardLoop(LINEAR, z, a, length, alpha, scale);
  }
}

/** dz = da ⊙ f′ over `length` elements; da and dz may be the same. */
export function activateBackward(
  kind: i32, z: usize, a: usize, da: usize, dz: usize, length: usize, alpha: f32, scale: f32,
): void {
  switch (kind) {
    case SIGMOID: return backwardLoop(SIGMOID, z, a, da, dz, length, alpha, scale);
    case TANH: return backwardLoop(TANH, z, a, da, dz, length, alpha, scale);
    case RELU: return backwardLoop(RELU, z, a, da, dz, length, alpha, scale);
    case LEAKY_RELU: return backwardLoop(LEAKY_RELU, z, a, da, dz, length, alpha, scale);
    case ELU: return backwardLoop(ELU, z, a, da, dz, length, alpha, scale);
    case GELU: return backwardLoop(GELU, z, a, da, dz, length, alpha, scale);
    case GELU_TANH: return backwardLoop(GELU_TANH, z, a, da, dz, length, alpha, scale);
    case SILU: return backwardLoop(SILU, z, a, da, dz, length, alpha, scale);
    case SOFTPLUS: return backwardLoop(SOFTPLUS, z, a, da, dz, length, alpha, scale);
    case SOFTSIGN: return backwardLoop(SOFTSIGN, z, a, da, dz, length, alpha, scale);
    case HARD_SIGMOID: return backwardLoop(HARD_SIGMOID, z, a, da, dz, length, alpha, scale);
    default: return backwardLoop(LINEAR, z, a, da, dz, length, alpha, scale);
  }
}
