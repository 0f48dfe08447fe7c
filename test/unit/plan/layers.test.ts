import assert from 'node:assert/strict';

import { phrase } from '../../../src/base/problems/phrase.ts';
import { numbers, shapeText } from '../../../src/kinds/shape.ts';
import { inputProblem, planLayers } from '../../../src/plan/layers.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { dense } from '../../support/plans.ts';
import { IRIS, layers, resolved } from '../format/support.ts';

const PICTURE = numbers(28, 28);

describe('the edges between layers', () => {
  it('a dense layer takes all elements of a sample as one vector', () => {
    const [layer] = planLayers([dense('dense1', 5)], PICTURE).layers;
    assert.ok(layer);
    assert.equal(shapeText(layer.input), '[28, 28]');
    assert.equal(shapeText(layer.output), '[5]');
    assert.deepEqual(
      layer.parameters.map(({ shape }) => shape),
      [[784, 5], [5]],
    );
  });

  it('layers that know of no axes leave a vector', () => {
    const dropout = { type: 'dropout', id: 'dropout1', rate: 0.5 } as const;
    const [first, second] = planLayers([dropout, dense('dense1', 5)], PICTURE).layers;
    assert.equal(shapeText(first?.output ?? numbers()), '[784]');
    assert.equal(shapeText(second?.input ?? numbers()), '[784]');
  });

  it('sparse rows reach a layer that takes them, and are made dense for one that does not', () => {
    const rows = { axes: [100], type: 'float32', layout: 'sparse' } as const;
    const dropout = { type: 'dropout', id: 'dropout1', rate: 0.5 } as const;
    assert.equal(planLayers([dense('dense1', 5)], rows).layers[0]?.input.layout, 'sparse');
    assert.equal(planLayers([dropout], rows).layers[0]?.input.layout, 'strided');
  });

  it('another element type than the layer takes is a problem at the layer, and ends the plan there', () => {
    const tokens = { axes: [9], type: 'uint32', layout: 'strided' } as const;
    const { layers: planned, problem } = planLayers([dense('dense1', 5)], tokens);
    assert.equal(planned.length, 0);
    assert.equal(problem?.code, 'NN-PLAN-SHAPE');
    assert.deepEqual(problem.location, { kind: 'spec', path: ['model', 'layers', 0], on: 'value' });
    assert.match(problem.message, /dense1 takes elements of type float32.*\[9\] uint32/u);
  });

  it('a layer says why its input does not fit', () => {
    const reason = phrase('batches have one sample');
    const problem = inputProblem({ fault: () => reason }, dense('dense1', 5), 3, PICTURE);
    assert.equal(problem?.code, 'NN-PLAN-SHAPE');
    assert.match(problem.message, /dense1.*\[28, 28\].*batches have one sample/u);
    assert.equal(inputProblem({ fault: () => undefined }, dense('dense1', 5), 3, PICTURE), null);
  });

  it('the first edge is the shape of the data', () => {
    const data = { ...IRIS, shape: [2, 2] };
    const spec = resolved(layers({ type: 'dense', units: 3, activation: 'softmax' }));
    const { plan } = makePlan({ ...spec, loss: { type: 'categoricalCrossentropy' } }, data, Infinity);
    assert.deepEqual(plan?.layers[0]?.input, numbers(2, 2));
  });
});
