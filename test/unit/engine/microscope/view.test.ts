import assert from 'node:assert/strict';
import { Microscope } from '../../../../src/engine/microscope/microscope.ts';
import { holdStep } from '../../../../src/engine/microscope/step.ts';
import { dense, planOf } from '../../../support/plans.ts';
import { WORKED_EXAMPLE, WORKED_WEIGHTS } from '../../../support/workedExample.ts';

describe('a step as a network to look at', () => {
  it('has every unit and weight of a small network', () => {
    const { plan, dataset } = planOf(WORKED_EXAMPLE);
    const scope = new Microscope(holdStep(plan, dataset, { sample: 0, initialWeights: WORKED_WEIGHTS }));
    const { columns, lines, found, samples } = scope.view(1, '');
    assert.deepEqual(
      columns.map(({ units }) => units.map(({ name }) => name)),
      [
        ['x1', 'x2'],
        ['h1', 'h2'],
        ['o1', 'o2'],
      ],
    );
    assert.deepEqual([found, samples], [null, 1]);
    const w5 = lines[1]?.[0]?.weight;
    assert.equal(w5?.name, 'w(h1→o1)');
    assert.equal(w5.after?.toFixed(8), '0.43703857');
    for (const { ref, gradientRef, value, gradient } of columns.flatMap(({ units }) => units)) {
      assert.equal(scope.ask(ref).value, value);
      if (gradientRef !== null) assert.equal(scope.ask(gradientRef).value, gradient);
    }
  });

  it('shows some units of a large layer: the largest, the target and those that are searched for', () => {
    const x = [Array.from({ length: 300 }, (_, index) => (index % 50 === 7 ? index : 0))];
    const y = [Array.from({ length: 40 }, (_, index) => (index === 33 ? 1 : 0))];
    const { plan, dataset } = planOf({
      ...{ x, y, sparse: true },
      layers: [
        dense('one', 64, { activation: { type: 'relu' } }),
        { type: 'dropout', id: 'drop', rate: 0.5 },
        dense('two', 40, { activation: { type: 'softmax' } }),
      ],
      loss: { type: 'categoricalCrossentropy' },
    });
    const scope = new Microscope(holdStep(plan, dataset, { sample: null }));
    const view = scope.view(1, 'x200');
    const [inputs, hidden, drop, output] = view.columns;
    assert.equal(view.found, 1);
    assert.ok(inputs && hidden && drop && output);
    assert.ok(inputs.units.some(({ index }) => index === 199));
    assert.ok(inputs.units.filter(({ value }) => value !== 0).length === 6);
    assert.ok(output.units.some(({ index }) => index === 33));
    assert.deepEqual([hidden.total, drop.units.length, output.total], [64, 8, 40]);
    assert.ok(view.lines[1]?.every(({ weight }) => weight === null));
    assert.equal(view.lines[2]?.length, 8 * output.units.length);
  });
});
