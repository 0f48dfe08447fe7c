/** The programs of the health bench: what a person wrote, and what it should have been. */
import type { Override } from '../../src/format/overrides.ts';

/** A spec as its JSON has it. */
export type Spec = Readonly<Record<string, unknown>>;

/** A program without a fault. */
export interface Healthy {
  /** Unique; it also says whether thresholds may be tuned on the program. */
  readonly name: string;
  readonly spec: Spec;
}

/** A program with a fault; `spec` is the repaired one. */
export interface Faulty extends Healthy {
  readonly kind: FaultKind;
  /** Whom the fault is from: a paper's mutation, a question on Stack Overflow; absent: our own. */
  readonly source?: string;
  /** What makes the repaired spec the faulty one. */
  readonly fault: readonly Override[];
  /** Places that are right beside those that the fault changes, as paths of the spec. */
  readonly alsoRight?: readonly string[];
}

export type FaultKind =
  | 'learning rate too high'
  | 'learning rate too low'
  | 'optimizer'
  | 'initialization'
  | 'depth of sigmoid or tanh'
  | 'dead relu'
  | 'inputs not scaled'
  | 'loss and output'
  | 'over-fitting'
  | 'batches'
  | 'regularization'
  | 'missing non-linearity'
  | 'labels';

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

/** Thresholds may be tuned on a program unless it is held out; about two of five are. Fixed by the name alone. */
export function isHeldOut(name: string): boolean {
  return (hashOf(name) >>> 8) % 5 < 2;
}
