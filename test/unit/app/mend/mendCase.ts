/** A spec that raises a rule of training health, and ways that mend it. */
import type { FixId } from '../../../../src/kinds/rules/support/fixes.ts';
import type { RuleId } from '../../../../src/kinds/rules/support/settings.ts';
import { exampleText } from '../../worker/health/runs.ts';

export interface MendCase {
  readonly rule: RuleId;
  readonly text: () => Promise<string>;
  readonly steps: number;
  readonly fixes: readonly FixId[];
}

/** With a comment, to be kept. `output`: another activation of the last layer. */
export const written = (spec: object, output?: string): (() => Promise<string>) => {
  const text = JSON.stringify({ seed: 3, ...spec }, null, 2).replace('{', '{ // kept');
  return () => Promise.resolve(output === undefined ? text : text.replace('"sigmoid"', `"${output}"`));
};
export const example = (name: string) => () => exampleText(name);

export const wide = (value: number) => ({ kernelInitializer: { type: 'randomNormal', stddev: value } });
export const WINE_AS_IT_IS = { source: 'data/wine.csv', target: 'class', split: { validation: 0.25 } };
