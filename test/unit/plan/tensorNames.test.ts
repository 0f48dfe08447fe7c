import assert from 'node:assert/strict';
import {
  bestName,
  isParameterName,
  isSlotName,
  parameterName,
  slotName,
} from '../../../src/plan/tensorNames.ts';

describe('the names of stored tensors', () => {
  const kernel = parameterName('dense1', 'kernel');

  it('are those of files that were written before', () => {
    assert.equal(kernel, 'dense1.kernel');
    assert.equal(slotName(kernel, 'm'), 'optimizer/dense1.kernel/m');
    assert.equal(bestName(kernel), 'best/dense1.kernel');
  });

  it('tell weights from the rest of a checkpoint', () => {
    const names = [kernel, slotName(kernel, 'm'), bestName(kernel)];
    assert.deepEqual(names.map(isParameterName), [true, false, false]);
    assert.deepEqual(names.map(isSlotName), [false, true, false]);
  });
});
