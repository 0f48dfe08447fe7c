/** Every fix of every rule mends what raises the rule: the edited text is valid, and the finding is gone when trained. */
import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { fixesOf } from '../../../../src/app/mend/fixes.ts';
import { changed, valuesChange } from '../../../../src/app/edits/specEdit.ts';
import { loadSpec } from '../../../../src/format/load.ts';
import { RULE_SETTINGS } from '../../../../src/kinds/rules/support/settings.ts';
import { withFinding, type Finding } from '../../../../src/run/events/findings.ts';
import { watchRun } from '../../worker/health/runs.ts';
import { LEARNING_CASES } from './learningCases.ts';
import type { MendCase } from './mendCase.ts';
import { NUMBER_CASES } from './numberCases.ts';

const CASES = [...NUMBER_CASES, ...LEARNING_CASES];
const INDENTATION = { tabSize: 2, insertSpaces: true };

async function findingsOf({ rule, steps }: MendCase, text: string): Promise<readonly Finding[]> {
  const { notes } = await watchRun(text, { steps });
  return notes.reduce<readonly Finding[]>(withFinding, []).filter((finding) => finding.rule === rule);
}

function commentsOf(text: string): string[] {
  return text.match(/\/\/.*/g) ?? [];
}

describe('the fixes of findings', function () {
  this.timeout(120_000);

  it('are all tried', () => {
    const tried = new Set(CASES.flatMap(({ rule, fixes }) => fixes.map((id) => `${rule} ${id}`)));
    const listed = Object.entries(RULE_SETTINGS).flatMap(([rule, { fixes }]) =>
      fixes.map((id) => `${rule} ${id}`),
    );
    assert.deepEqual([...tried].sort(), listed.sort());
  });

  for (const one of CASES) {
    it(`of ${one.rule} mend: ${one.fixes.join(', ')}`, async () => {
      const text = await one.text();
      const [finding] = await findingsOf(one, text);
      assert.ok(finding, 'the finding is not raised');
      const { spec } = loadSpec(text, 'test.nnspec.json');
      assert.ok(spec);
      const fixes = fixesOf({ spec, written: parse(text), finding, featureNames: ['alcohol'] });
      const failing: string[] = [];
      for (const id of one.fixes) {
        const fix = fixes.find((other) => other.id === id);
        if (!fix) {
          failing.push(`${id} is not offered`);
          continue;
        }
        const mended = changed(text, valuesChange(text, fix.edits, INDENTATION));
        assert.deepEqual(commentsOf(mended), commentsOf(text));
        // A network that begins badly may get over it: what counts is the end.
        const still = (await findingsOf(one, mended)).find(({ until }) => until === null);
        if (still) failing.push(`${id}: ${still.message}`);
      }
      assert.deepEqual(failing, []);
    });
  }
});
