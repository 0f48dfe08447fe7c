/** All programs. */
import type { Faulty } from '../program.ts';
import { DATA } from './data.ts';
import { OUTPUTS } from './outputs.ts';
import { PUBLISHED } from './published.ts';
import { RATES } from './rates.ts';
import { WEIGHTS } from './weights.ts';

export { HEALTHY } from './healthy.ts';
export const FAULTY: readonly Faulty[] = [...RATES, ...WEIGHTS, ...OUTPUTS, ...DATA, ...PUBLISHED];
