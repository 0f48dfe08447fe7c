import assert from 'node:assert/strict';
import type { Predictions } from '../../../src/run/predictions.ts';
import { summaryOf } from '../../../webview/models/predictionTexts.ts';

const predictions = (step: number): Predictions =>
  ({ split: 'validation', used: 30, total: 30, step, confusion: null }) as unknown as Predictions;

describe('the summary of predictions', () => {
  const checkpoints = [{ kind: 'best', step: 40 }] as const;
  const said = (step: number, lastStep: number, live = false): string =>
    summaryOf(predictions(step), { live, lastStep, checkpoints });

  it('says whose weights they are of, once the run has ended', () => {
    assert.equal(said(40, 100), '30 validation samples · best weights, not the last, after step 40');
    assert.equal(said(100, 100), '30 validation samples · last weights, after step 100');
    assert.equal(said(40, 40), '30 validation samples · best and last weights, after step 40');
  });

  it('says of which epoch they are that early stopping has put back', () => {
    const weights = { kind: 'restored', epoch: 12, step: 60, monitor: 'validation.loss' } as const;
    const text = summaryOf({ ...predictions(100), weights }, { live: false, lastStep: 100, checkpoints });
    assert.match(text, /weights of epoch 12, put back by early stopping$/);
  });

  it('says only after which step while the run goes on', () => {
    assert.equal(said(40, 45, true), '30 validation samples · after step 40');
  });
});
