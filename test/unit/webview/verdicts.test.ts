import assert from 'node:assert/strict';
import type { Finding } from '../../../src/run/events/findings.ts';
import { marksOf } from '../../../webview/marks.ts';
import { RunData } from '../../../webview/data/runData.ts';
import { thresholdIn, Verdicts } from '../../../webview/data/verdicts.ts';

function findingOf(rule: string, layer: string | null, since: number, until: number | null): Finding {
  const numbers = { step: since + 3, value: 1e-6, threshold: 1e-4 };
  return {
    rule,
    layer,
    severity: 'warning',
    since,
    until,
    ...numbers,
    code: 'NN-TEST',
    message: 'It is so.',
  };
}

describe('the findings that a panel shows', () => {
  it('are stretches of steps, of which those that last go to the last step', () => {
    const verdicts = new Verdicts(['dense1', 'dense2']);
    verdicts.take([
      findingOf('vanishingGradient', 'dense2', 5, null),
      findingOf('unscaledInputs', null, 0, null),
      findingOf('explodingGradient', 'dense1', 2, 9),
    ]);
    assert.deepEqual(
      verdicts.upTo(20).map(({ kind, layer, from, to, lasts }) => [kind, layer, from, to, lasts]),
      [
        ['other', null, 1, 20, true],
        ['exploding', 'dense1', 2, 9, false],
        ['vanishing', 'dense2', 5, 20, true],
      ],
    );
  });

  it('are put in order once for all who ask', () => {
    const verdicts = new Verdicts(['dense1']);
    verdicts.take([findingOf('vanishingGradient', 'dense1', 5, null)]);
    const first = verdicts.upTo(20);
    assert.equal(verdicts.upTo(20), first);
    assert.equal(verdicts.upTo(21)[0]?.to, 21);
    verdicts.take([]);
    assert.deepEqual(verdicts.upTo(21), []);
  });

  it('are looked at one step at a time, or as they last', () => {
    const verdicts = new Verdicts(['dense1', 'dense2']);
    verdicts.take([
      findingOf('vanishingGradient', 'dense2', 5, null),
      findingOf('explodingGradient', 'dense1', 2, 9),
    ]);
    const layersAt = (step: number | null): unknown[] => verdicts.at(step, 20).map(({ layer }) => layer);
    assert.deepEqual([1, 2, 7, 10, null].map(layersAt), [
      [],
      ['dense1'],
      ['dense1', 'dense2'],
      ['dense2'],
      ['dense2'],
    ]);
  });

  it('are one where they overlap, with their layers in order, and two where they do not', () => {
    const verdicts = new Verdicts(['dense1', 'dense2']);
    verdicts.take([
      findingOf('vanishingGradient', 'dense2', 5, 10),
      findingOf('vanishingGradient', 'dense1', 7, null),
      findingOf('explodingGradient', 'dense1', 2, 3),
      findingOf('explodingGradient', 'dense1', 12, 13),
    ]);
    assert.deepEqual(
      verdicts.events(20).map(({ kind, layers, from, to }) => [kind, layers, from, to]),
      [
        ['exploding', ['dense1'], 2, 3],
        ['vanishing', ['dense1', 'dense2'], 5, 20],
        ['exploding', ['dense1'], 12, 13],
      ],
    );
  });

  it('are the only marks of trouble: none without findings, whatever the norms are', () => {
    const data = new RunData(['loss', 'learningRate', 'dense1/gradientNorm'], 1);
    const values = Float64Array.from([1, 0.1, 1, 5, 0.1, 1e9, 9, 0.1, NaN]).buffer;
    const [epochs, seconds] = [new Float64Array(3).buffer, new Float64Array(3).buffer];
    data.fill({ sequence: 0, firstStep: 1, count: 3, values, epochs, seconds });
    assert.deepEqual(marksOf(data, 'step'), []);
    data.verdicts.take([findingOf('overfitting', null, 2, null)]);
    assert.deepEqual(marksOf(data, 'step'), [
      { kind: 'finding', x: 2, to: 3, label: 'It is so. (from step 2 on)' },
    ]);
  });
});

describe('a threshold of a run', () => {
  it('is that of its spec, and none of a rule that is off or unknown', () => {
    const health = {
      vanishingGradient: { enabled: true, norm: 2 },
      updateRatio: { enabled: false, tooFast: 1 },
    };
    assert.equal(thresholdIn(health, 'vanishingGradient', 'norm'), 2);
    assert.equal(thresholdIn(health, 'updateRatio', 'tooFast'), null);
    assert.equal(thresholdIn(health, 'deadUnits', 'error'), null);
  });
});
