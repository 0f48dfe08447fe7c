import assert from 'node:assert/strict';
import { outcomeOf } from '../../../../src/app/mend/outcome.ts';
import type { EpochRecord } from '../../../../src/run/epochs.ts';
import type { Finding } from '../../../../src/run/events/findings.ts';

const FINDING: Finding = {
  ...{ rule: 'deadUnits', layer: 'hidden', severity: 'warning', since: 3, step: 9 },
  ...{ value: 0.6, threshold: 0.5, until: null, code: 'NN-HEALTH-DEAD-UNITS', message: 'dead' },
};

function trained(loss: number, validation: number | null, findings: readonly Finding[] = []) {
  const epoch = { train: { loss }, ...(validation !== null && { validation: { loss: validation } }) };
  return { findings, epochs: [epoch as Partial<EpochRecord> as EpochRecord] };
}

describe('the outcome of a fix', () => {
  it('is that the rule finds nothing of the place any more', () => {
    const other = { ...FINDING, layer: 'another' };
    const over = { ...FINDING, until: 20 };
    const outcome = outcomeOf(FINDING, trained(2, 3, [FINDING]), trained(1, 1.5, [other, over]));
    assert.deepEqual(outcome, { now: undefined, lossBefore: 3, lossAfter: 1.5 });
  });

  it('is what the rule still finds', () => {
    const still = { ...FINDING, value: 0.55 };
    const outcome = outcomeOf(FINDING, trained(2, null, [FINDING]), trained(1, null, [still]));
    assert.deepEqual(outcome, { now: still, lossBefore: 2, lossAfter: 1 });
  });

  it('knows no loss before the first epoch', () => {
    const none = { findings: [], epochs: [] };
    const outcome = outcomeOf(FINDING, none, none);
    assert.deepEqual(outcome, { now: undefined, lossBefore: undefined, lossAfter: undefined });
  });
});
