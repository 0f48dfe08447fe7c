/** Batch normalisation (Ioffe & Szegedy 2015) and the column statistics it needs. */
import { at, type Values } from '../../base/values.ts';

/** Mean and biased variance of each column, in two passes. */
export function columnMoments(x: Values, mean: Values, variance: Values, rows: number, units: number): void {
  for (let unit = 0; unit < units; unit++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += at(x, row * units + unit);
    const average = sum / rows;
    let squares = 0;
    for (let row = 0; row < rows; row++) squares += (at(x, row * units + unit) - average) ** 2;
    mean[unit] = average;
    variance[unit] = squares / rows;
  }
}

/** xHat = (x − mean)/√(variance + ε), y = γ·xHat + β. */
export function normalize(
  x: Values,
  mean: Values,
  variance: Values,
  epsilon: number,
  gamma: Values | null,
  beta: Values | null,
  xHat: Values,
  y: Values,
  rows: number,
  units: number,
): void {
  for (let unit = 0; unit < units; unit++) {
    const inverse = 1 / Math.sqrt(at(variance, unit) + epsilon);
    const scale = gamma ? at(gamma, unit) : 1;
    const shift = beta ? at(beta, unit) : 0;
    for (let row = 0; row < rows; row++) {
      const index = row * units + unit;
      const normalized = (at(x, index) - at(mean, unit)) * inverse;
      xHat[index] = normalized;
      y[index] = scale * normalized + shift;
    }
  }
}

/** dγ = Σ dy·xHat, dβ = Σ dy, dx = γ/√(variance + ε) · (dy − dβ/n − xHat·dγ/n). */
export function normalizeBackward(
  dy: Values,
  xHat: Values,
  variance: Values,
  epsilon: number,
  gamma: Values | null,
  dGamma: Values | null,
  dBeta: Values | null,
  dx: Values,
  rows: number,
  units: number,
): void {
  for (let unit = 0; unit < units; unit++) {
    let sum = 0;
    let product = 0;
    for (let row = 0; row < rows; row++) {
      const index = row * units + unit;
      sum += at(dy, index);
      product += at(dy, index) * at(xHat, index);
    }
    if (dGamma) dGamma[unit] = product;
    if (dBeta) dBeta[unit] = sum;
    const scale = (gamma ? at(gamma, unit) : 1) / Math.sqrt(at(variance, unit) + epsilon);
    for (let row = 0; row < rows; row++) {
      const index = row * units + unit;
      dx[index] = scale * (at(dy, index) - sum / rows - (at(xHat, index) * product) / rows);
    }
  }
}
