/** The places of findings of training health in a spec. Free of vscode. */
import type { SpecPath } from '../base/errors.ts';
import type { ResolvedSpec } from '../format/types.ts';
import { RULE_SETTINGS, type RuleId } from '../kinds/rules/support/settings.ts';
import type { Finding } from '../run/events/findings.ts';

/** The part of a spec that a finding is about: its layer, or the part that its rule names; null: the spec has no such layer. */
export function placeOfFinding(
  { rule, layer }: Pick<Finding, 'rule' | 'layer'>,
  spec: Pick<ResolvedSpec, 'model'>,
): SpecPath | null {
  if (layer === null) {
    return [Object.hasOwn(RULE_SETTINGS, rule) ? RULE_SETTINGS[rule as RuleId].place : 'model'];
  }
  const index = spec.model.layers.findIndex(({ id }) => id === layer);
  return index < 0 ? null : ['model', 'layers', index];
}
