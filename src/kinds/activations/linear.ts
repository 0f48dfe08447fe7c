import { elementwise } from './activation.ts';

/** No activation. */
export const linear = elementwise({
  summary: 'No activation.',
  keys: {},
  formula: 'f(z) = z',
  synonyms: ['identity', 'none'],
  value: (z) => z,
  derivative: () => 1,
  kernels: [{ name: 'LINEAR', value: 'z', derivative: 'f32x4.splat(1)' }],
  identity: true,
  keras: () => 'keras.layers.Activation("linear")',
  pytorch: () => 'nn.Identity()',
});
