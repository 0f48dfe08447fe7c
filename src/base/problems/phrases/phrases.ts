/** Every part of a sentence. */
import { DATA_PHRASES } from './data.ts';
import { FIX_PHRASES } from './fixes.ts';
import { RUN_PHRASES } from './runs.ts';
import { SPEC_PHRASES } from './spec.ts';
import { WHY_PHRASES } from './why.ts';

export const PHRASES = [
  ...SPEC_PHRASES,
  ...DATA_PHRASES,
  ...RUN_PHRASES,
  ...FIX_PHRASES,
  ...WHY_PHRASES,
] as const;
