import assert from 'node:assert/strict';
import { LayerReadings, readingText, sparkline } from '../../../../src/app/health/layerReadings.ts';
import { seriesOf } from '../../../../src/run/series.ts';
import { dense, planOf } from '../../../support/plans.ts';

const WORDS = {
  dead: (percent: string) => `${percent} % dead`,
  saturated: (percent: string) => `${percent} % saturated`,
};

describe('readings of layers', () => {
  const { plan } = planOf({
    x: [[0, 1]],
    y: [[1]],
    layers: [
      dense('hidden', 4, { activation: { type: 'relu' } }),
      { type: 'dropout', id: 'drop', rate: 0.5 },
      dense('output', 1, { activation: { type: 'sigmoid' } }),
    ],
    loss: { type: 'meanSquaredError' },
  });
  const series = seriesOf(plan);

  const frameOf = (firstStep: number, ...rows: readonly (readonly number[])[]) => ({
    firstStep,
    count: rows.length,
    // Arrays may be longer than the frame.
    values: Float64Array.from([...rows.flat(), 7, 7]).buffer,
  });

  it('are those of the last step, for each layer that trains', () => {
    const readings = new LayerReadings({ series, plan });
    assert.deepEqual(readings.all(), []);
    readings.takeFrame(
      frameOf(1, [1, 0.1, 3, 0, 2, 0.5, 4, 0, 8, 0.8], [1, 0.1, 2, 0, 2, 0.1, 5, 0, 8, 0.4]),
    );
    readings.takeFrame(frameOf(3));
    readings.takeLook({
      activations: [
        { dead: 0.25, saturated: null, mean: 0, deviation: 1 },
        { dead: 0, saturated: 0.5, mean: 0, deviation: 1 },
      ],
    });
    const [hidden, output] = readings.all();
    assert.ok(hidden && output);
    assert.equal(readings.all().length, 2);
    assert.deepEqual(hidden, {
      layer: 'hidden',
      step: 2,
      gradient: 2,
      update: 0.05,
      dead: 0.25,
      saturated: null,
      course: [2],
    });
    assert.equal(readingText(hidden, WORDS), '‖∇‖ 2 · Δw/w 0.05 · 25 % dead');
    assert.equal(readingText(output, WORDS), '‖∇‖ 5 · Δw/w 0.05 · 50 % saturated');
  });

  it('keep a short course', () => {
    const readings = new LayerReadings({ series, plan });
    for (let step = 1; step <= 100; step++)
      readings.takeFrame(frameOf(step, [1, 0.1, step, 0, 2, 0.5, 4, 0, 8, 0.8]));
    const course = readings.all()[0]?.course ?? [];
    assert.equal(course.length, 40);
    assert.equal(course.at(-1), 100);
  });

  it('are drawn on a logarithmic scale, with a blank for what is no number', () => {
    assert.equal(sparkline([1, 10, 100]), '▁▅█');
    assert.equal(sparkline([1, NaN, 0, 1000]), '▁  █');
    assert.equal(sparkline([5, 5]), '▁▁');
    assert.equal(sparkline([]), '');
  });
});
