/** The findings of the rules of training health: one for each stretch of steps in which a rule finds something of a place. */
import type { CodedText } from '../../base/problems/text.ts';

export interface Finding extends CodedText {
  /** Id of the rule, as in the spec's `health`. */
  readonly rule: string;
  /** Id of the layer; null: the run as a whole. */
  readonly layer: string | null;
  readonly severity: 'warning' | 'error';
  /** The step with which it began, and the one at which it was certain. 0: before training. */
  readonly since: number;
  readonly step: number;
  /** Null if it is not finite or there is no number. */
  readonly value: number | null;
  readonly threshold: number | null;
  /** The last step of it; null while it lasts. */
  readonly until: number | null;
}

/** The end of a finding: the one of `rule` and `layer` that has begun with step `since`. */
export type FindingEnd = Pick<Finding, 'rule' | 'layer' | 'since'> & { readonly until: number };

/** A finding that a run tells, also one that has got worse or that goes on after all; or the end of one. */
export type FindingNote = (Finding & { readonly until: null }) | FindingEnd;

/** Findings of a run kept at hand. */
const MOST = 400;

function isSame(a: FindingEnd | Finding, b: FindingNote): boolean {
  return a.rule === b.rule && a.layer === b.layer && a.since === b.since;
}

/** The findings with what a note says, in the order of their beginnings. */
export function withFinding(findings: readonly Finding[], note: FindingNote): readonly Finding[] {
  const { until } = note;
  if (until !== null) return findings.map((one) => (isSame(one, note) ? { ...one, until } : one));
  const known = findings.findIndex((one) => isSame(one, note));
  if (known >= 0) return findings.with(known, note);
  return findings.length < MOST ? [...findings, note] : findings;
}

/** The findings as they were after `step`. One that got worse later is kept as it was told last. */
export function findingsAt(findings: readonly Finding[], step: number): readonly Finding[] {
  return findings
    .filter((one) => one.step <= step)
    .map((one) => (one.until !== null && one.until > step ? { ...one, until: null } : one));
}
