import { gradientDescent } from './sgd.ts';

/** `sgd` with momentum 0.9, under a name of its own. */
export const momentum = gradientDescent('Gradient descent with momentum 0.9.', 0.9);
