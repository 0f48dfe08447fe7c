/** A way of mending what a rule of training health finds: edits of the spec by path, and the same as changes of a run. */
import type { Text } from '../../base/problems/text.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import type { FixId } from '../../kinds/rules/support/fixes.ts';
import type { Finding } from '../../run/events/findings.ts';
import type { SpecValue } from '../edits/specEdit.ts';

/** The finding and the spec that is to be mended. */
export interface MendContext {
  readonly spec: ResolvedSpec;
  /** The spec as its text has it: the value of the JSON. */
  readonly written: unknown;
  readonly finding: Pick<Finding, 'rule' | 'layer' | 'value' | 'threshold'>;
  /** Names of the encoded inputs; undefined if the data is not known. */
  readonly featureNames: readonly string[] | undefined;
}

/** Edits in order: each path is that of the spec as the edits before it have left it. */
export interface FixEdits {
  readonly title: Text;
  readonly edits: readonly SpecValue[];
}

export interface SpecFix extends FixEdits {
  readonly id: FixId;
}

/** Null: the spec has nothing that the fix could change. */
export type MakeFix = (context: MendContext) => FixEdits | null;

/** A setting without the digits that binary fractions bring. */
export const rounded = (value: number): number => Number(value.toPrecision(6));

/** The fix, if it edits anything. */
export function fixOf(title: Text, edits: readonly SpecValue[]): FixEdits | null {
  return edits.length === 0 ? null : { title, edits };
}
