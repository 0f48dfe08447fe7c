/** The fixes of findings of training health. Free of vscode. */
import { RULE_SETTINGS, type RuleId } from '../../kinds/rules/support/settings.ts';
import type { FixId } from '../../kinds/rules/support/fixes.ts';
import type { MakeFix, MendContext, SpecFix } from './fix.ts';
import * as layers from './layers.ts';
import * as training from './training.ts';

const FIXES: Readonly<Record<FixId, MakeFix>> = {
  initialize: layers.initialize,
  relu: layers.relu,
  leakyRelu: layers.leakyRelu,
  normalizeBefore: layers.normalizeBefore,
  normalizeAfter: layers.normalizeAfter,
  clip: training.clip,
  lowerRate: training.lowerRate,
  raiseRate: training.raiseRate,
  adam: training.adam,
  largerBatch: training.largerBatch,
  dropout: layers.dropout,
  penalty: layers.penalty,
  weakerPenalty: layers.weakerPenalty,
  earlyStopping: training.earlyStopping,
  standardize: training.standardize,
  normalizeInputs: layers.normalizeInputs,
  matchOutput: layers.matchOutput,
};

/** The ways of mending the finding that change something of the spec, the best one first. */
export function fixesOf(context: MendContext): SpecFix[] {
  const { rule } = context.finding;
  if (!Object.hasOwn(RULE_SETTINGS, rule)) return [];
  return RULE_SETTINGS[rule as RuleId].fixes.flatMap((id) => {
    const made = FIXES[id](context);
    return made ? [{ id, ...made }] : [];
  });
}
