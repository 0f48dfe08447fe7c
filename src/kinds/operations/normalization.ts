/** Batch normalisation (Ioffe & Szegedy 2015) and the column statistics it needs. */
import { at } from '../../base/values.ts';
import { mayRead, mayWrite, operation, reads, writes } from './operation.ts';

/** Mean and biased variance of each column, in two passes. */
export const columnMoments = operation({
  name: 'columnMoments',
  operands: { x: reads('rows', 'units'), mean: writes('units'), variance: writes('units') },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{}],
  reference({ x, mean, variance, units }, rows) {
    for (let unit = 0; unit < units; unit++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += at(x, row * units + unit);
      const average = sum / rows;
      let squares = 0;
      for (let row = 0; row < rows; row++) squares += (at(x, row * units + unit) - average) ** 2;
      mean[unit] = average;
      variance[unit] = squares / rows;
    }
    return 0;
  },
});

/** xHat = (x − mean)/√(variance + ε), y = γ·xHat + β; γ or β null means 1 or 0. */
export const normalize = operation({
  name: 'normalize',
  operands: {
    x: reads('rows', 'units'),
    mean: reads('units'),
    variance: reads('units'),
    gamma: mayRead('units'),
    beta: mayRead('units'),
    xHat: writes('rows', 'units'),
    y: writes('rows', 'units'),
  },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{ epsilon: 1e-3 }],
  positive: ['variance'],
  reference({ x, mean, variance, epsilon, gamma, beta, xHat, y, units }, rows) {
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
    return 0;
  },
});

/**
 * Gradients of `normalize` with batch statistics: dγ = Σ dy·xHat, dβ = Σ dy,
 * dx = γ/√(variance + ε) · (dy − dβ/n − xHat·dγ/n).
 */
export const normalizeBackward = operation({
  name: 'normalizeBackward',
  operands: {
    dy: reads('rows', 'units'),
    xHat: reads('rows', 'units'),
    variance: reads('units'),
    gamma: mayRead('units'),
    dGamma: mayWrite('units'),
    dBeta: mayWrite('units'),
    dx: writes('rows', 'units'),
  },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{ epsilon: 1e-3 }],
  positive: ['variance'],
  reference({ dy, xHat, variance, epsilon, gamma, dGamma, dBeta, dx, units }, rows) {
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
    return 0;
  },
});
