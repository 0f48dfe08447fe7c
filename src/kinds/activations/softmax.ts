import { at } from '../../base/values.ts';
import { rowWise } from './activation.ts';

/** Probabilities over the units of a layer; the largest input is subtracted first, so that no power overflows. */
export const softmax = rowWise({
  summary: 'Probabilities over all units of the layer.',
  keys: {},
  probabilities: 'together',
  formula: 'f(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ',
  forward(z, a, from, units) {
    let largest = -Infinity;
    for (let unit = 0; unit < units; unit++) largest = Math.max(largest, at(z, from + unit));
    let sum = 0;
    for (let unit = 0; unit < units; unit++) sum += Math.exp(at(z, from + unit) - largest);
    for (let unit = 0; unit < units; unit++) a[from + unit] = Math.exp(at(z, from + unit) - largest) / sum;
  },
  /** The full Jacobian: dz = a ⊙ (da − Σ da·a). */
  backward(a, da, dz, from, units) {
    let dot = 0;
    for (let unit = 0; unit < units; unit++) dot += at(da, from + unit) * at(a, from + unit);
    for (let unit = 0; unit < units; unit++) {
      dz[from + unit] = at(a, from + unit) * (at(da, from + unit) - dot);
    }
  },
  kernels: { forward: 'softmax', backward: 'softmaxBackward' },
  flattens: true,
  keras: () => 'keras.layers.Activation("softmax")',
  pytorch: () => 'nn.Softmax(dim=-1)',
});
