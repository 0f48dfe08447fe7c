import { variant } from '../../base/schema/composites.ts';
import { epsilon, learningRate, share, weightDecay } from './common.ts';

/** Zeiler 2012. */
export const adadelta = variant(
  'Steps in the units of the weights, from two moving means (Zeiler 2012).',
  {
    learningRate: learningRate(0.001, 1),
    rho: share(0.95, 0.9, 'Share of both moving means that is kept (ρ).'),
    epsilon: epsilon(1e-7, 1e-6),
    weightDecay: weightDecay(),
  },
  'v = ρv + (1 − ρ)g²; Δ = g·√(u + ε)/√(v + ε); u = ρu + (1 − ρ)Δ²; w −= lr·Δ',
);
