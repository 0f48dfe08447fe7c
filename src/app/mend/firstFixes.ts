/** First fixes for a run whose numbers became too large. */
import type { ResolvedSpec } from '../../format/types.ts';
import type { SpecValue } from '../edits/specEdit.ts';
import type { MakeFix } from './fix.ts';
import { clip, lowerRate } from './training.ts';

const FIXES: Readonly<Record<string, MakeFix>> = { clip, lowerRate };

/** The values that the fix puts into the spec; none if the spec has them already, or no fix has this name. */
export function firstFix(name: unknown, spec: ResolvedSpec): readonly SpecValue[] {
  const fix = typeof name === 'string' && Object.hasOwn(FIXES, name) ? FIXES[name] : undefined;
  const finding = { rule: 'notFinite', layer: null, value: null, threshold: null };
  return fix?.({ spec, written: null, finding, featureNames: undefined })?.edits ?? [];
}
