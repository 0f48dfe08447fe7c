/** The thresholds of the training-health rules, each to be changed or switched off. */
import { object } from '../../base/schema/composites.ts';
import type { Key } from '../../base/schema/schema.ts';
import { ruleKey, type RuleSetting } from '../../kinds/rules/rule.ts';
import { RULE_SETTINGS, type RuleId } from '../../kinds/rules/support/settings.ts';

const keys = Object.fromEntries(Object.entries(RULE_SETTINGS).map(([id, rule]) => [id, ruleKey(rule)]));

export const health = object(keys as Readonly<Record<RuleId, Key<RuleSetting>>>);
