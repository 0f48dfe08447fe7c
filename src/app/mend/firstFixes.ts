/** First fixes for a run whose numbers became too large. */
import type { ResolvedSpec } from '../../format/types.ts';
import type { SpecValue } from '../edits/specEdit.ts';
import type { MakeFix } from './fix.ts';
import { isFirstFix, type FirstFix } from './firstFixNames.ts';
import { clip, lowerRate } from './training.ts';

const FIXES: Readonly<Record<FirstFix, MakeFix>> = { clip, lowerRate };

/** The values that the fix puts into the spec; none if the spec has them already, or no fix has this name. */
export function firstFix(name: unknown, spec: ResolvedSpec): readonly SpecValue[] {
  if (!isFirstFix(name)) return [];
  const finding = { rule: 'notFinite', layer: null, value: null, threshold: null };
  return FIXES[name]({ spec, written: null, finding, featureNames: undefined })?.edits ?? [];
}
