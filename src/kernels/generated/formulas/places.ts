/** Places of the factors and of the sums of an optimizer's step, in bytes. Written by `npm run generate` from src/kinds/optimizers. */

// Factors: floats.
export const RATE: usize = 0;
export const KEEP: usize = 4;
export const FIRST: usize = 8;
export const FIRST_REST: usize = 12;
export const SECOND: usize = 16;
export const SECOND_REST: usize = 20;
export const SCALE: usize = 24;
export const INSIDE: usize = 28;
export const OUTSIDE: usize = 32;
export const EXTRA: usize = 36;

// Sums: doubles.
export const GRADIENT_SQUARES: usize = 0;
export const GRADIENT_ABSOLUTE: usize = 8;
export const WEIGHT_SQUARES: usize = 16;
export const UPDATE_SQUARES: usize = 24;
