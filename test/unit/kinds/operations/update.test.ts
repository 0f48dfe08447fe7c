/** The examples of an optimizer's step, with which the wide kernels are tried before they are used. */
import assert from 'node:assert/strict';
import { update } from '../../../../src/kinds/operations/update.ts';
import type { StepFactors } from '../../../../src/kinds/optimizers/optimizer.ts';
import { OPTIMIZER_KERNELS, optimizerKind } from '../../../../src/kinds/optimizers/table.ts';

describe('the examples of an optimizer’s step', () => {
  it('choose every kernel', () => {
    const chosen = update.examples.map(({ rule }) => {
      const step: StepFactors = { rate: 0, extra: 0, first: 0, second: 0, scale: 1, inside: 0, outside: 0 };
      return optimizerKind(rule.optimizer).kernel(rule, step).name;
    });
    const missing = OPTIMIZER_KERNELS.filter(({ name }) => !chosen.includes(name)).map(({ name }) => name);
    assert.deepEqual(missing, []);
  });
});
