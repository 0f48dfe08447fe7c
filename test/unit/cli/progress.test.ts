import assert from 'node:assert/strict';
import { Progress } from '../../../src/cli/progress.ts';
import type { RunInfo } from '../../../src/run/run.ts';

describe('what train writes as it begins', () => {
  it('has what became of missing cells, and nothing of them where there were none', () => {
    const filled = [{ column: 'a\nb', policy: 'mean', value: 2, train: 9, validation: 1, test: 0 }];
    const text = (missing?: object): string => {
      const plan = {
        spec: { name: 'n', training: { epochs: 1 } },
        data: { samples: { train: 10, validation: 2, test: 0 }, missing },
        parameterCount: 3,
        totalSteps: 4,
      };
      const run = { plan, backend: 'wasm', id: 'r', series: [] } as unknown as RunInfo;
      return new Progress(false, () => 80).text({ type: 'start', run, controls: [] });
    };
    const lines = text({ filled, leftOut: [] }).trimEnd().split('\n');
    assert.equal(lines.length, 3);
    assert.match(lines[1] ?? '', /^missing: a.*b in 9 train, 1 validation, 0 test; mean 2$/);
    assert.equal(text().trimEnd().split('\n').length, 2);
  });
});
