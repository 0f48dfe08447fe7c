/** The test functions as data and as losses: the spec, the plan, and some steps as PyTorch 2 makes them. */
import assert from 'node:assert/strict';
import { loadSpec } from '../../../../src/format/load.ts';
import { TEST_FUNCTIONS, type TestFunctionName } from '../../../../src/kinds/losses/testFunctions.ts';
import { loadDataset } from '../../../../src/data/load.ts';
import { makePlan } from '../../../../src/plan/plan.ts';
import { createReferenceBackend } from '../../../../src/engine/reference/backend.ts';
import { arenaElements } from '../../../../src/engine/wasm/arena.ts';
import { createTrainer } from '../../../../src/engine/trainer.ts';
import { eventsOf } from '../../../support/plans.ts';
import { hostOf } from '../../data/support.ts';
import type { ResolvedSpec } from '../../../../src/format/types.ts';

const START = [-1.2, 0.75];

/** After five steps of float64 in PyTorch 2 from START: the losses of the first and the fifth step, then both weights. */
const PYTORCH: Record<TestFunctionName, Record<string, readonly number[]>> = {
  saddle: {
    momentum: [0.51785156, 0.50392949, -1.1842643, 0.75430588],
    adagrad: [0.51785156, 0.18681063, -0.89394816, 0.98133209],
    rmsprop: [0.51785156, 0.18599632, -0.89268659, 0.98187988],
    adam: [0.51785156, 0.082733572, -0.70601652, 1.1167544],
  },
  rosenbrock: {
    momentum: [52.45, 21.789966, -0.73790627, 0.54060116],
    adagrad: [52.45, 4.8814974, -1.0049941, 0.95145169],
    rmsprop: [52.45, 4.8559559, -1.0045118, 0.9519383],
    adam: [52.45, 12.842337, -0.84656199, 1.093984],
  },
  beale: {
    momentum: [21.954727, 13.900069, -1.1308636, 1.1321004],
    adagrad: [21.954727, 13.380212, -1.0251586, 1.0745511],
    rmsprop: [21.954727, 13.356543, -1.0253052, 1.0758424],
    adam: [21.954727, 10.510067, -0.84065733, 1.2489893],
  },
  doubleWell: {
    momentum: [0.3961, 0.34856358, -1.1769132, 0.73037671],
    adagrad: [0.3961, -0.063294264, -1.0403565, 0.4555948],
    rmsprop: [0.3961, -0.064120047, -1.0401585, 0.45437795],
    adam: [0.3961, -0.12843211, -0.92229722, 0.26286886],
  },
};
const RATES: Record<string, number> = { momentum: 0.001, adagrad: 0.1, rmsprop: 0.01, adam: 0.1 };

function textOf(builtin: string, loss: string, values: readonly number[] = START, type = 'sgd'): string {
  return JSON.stringify({
    formatVersion: 1,
    semantics: 'pytorch',
    data: { source: { builtin }, split: { validation: 0 } },
    model: {
      layers: [{ type: 'dense', units: 2, useBias: false, kernelInitializer: { type: 'values', values } }],
    },
    loss,
    optimizer: { type, learningRate: RATES[type] ?? 0.1 },
    training: { epochs: 5, batchSize: 'full' },
  });
}

const read = (text: string) => loadSpec(text, 'test.nnspec.json');

function specOf(text: string): ResolvedSpec {
  const { spec, problems } = read(text);
  assert.deepEqual(problems, []);
  assert.ok(spec);
  return spec;
}

async function planned(spec: ResolvedSpec) {
  const dataset = await loadDataset(spec, hostOf({}));
  return { dataset, ...makePlan(spec, dataset.shape, Infinity) };
}

describe('the test functions', () => {
  for (const name of Object.keys(TEST_FUNCTIONS) as TestFunctionName[]) {
    for (const [type, golden] of Object.entries(PYTORCH[name])) {
      it(`${name}: five steps of ${type} are PyTorch's`, async () => {
        const spec = specOf(textOf(name, name, START, type));
        const { dataset, plan } = await planned(spec);
        assert.ok(plan);
        const backend = createReferenceBackend(arenaElements(plan));
        const trainer = createTrainer({ plan, dataset, backend, now: () => 0 });
        const losses = eventsOf(trainer).flatMap((event) =>
          event.kind === 'step' ? [event.row[0] ?? NaN] : [],
        );
        const [kernel] = trainer.checkpoint().tensors;
        const found = [losses[0], losses[4], ...(kernel?.values ?? [])];
        for (const [place, value] of golden.entries()) {
          const error = Math.abs((found[place] ?? NaN) - value);
          assert.ok(
            error < 2e-6 * Math.max(1, Math.abs(value)),
            `${String(found[place])} is not ${String(value)}`,
          );
        }
      });
    }
  }

  it('are their own losses: another one is refused, and the fix names the right one', () => {
    const { problems } = read(textOf('beale', 'rosenbrock'));
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['NN-SPEC-CONFLICT'],
    );
    assert.equal(problems[0]?.fixes?.[0]?.value, 'beale');
  });

  it('have one sample without noise unless the spec says otherwise', () => {
    const { data } = specOf(textOf('saddle', 'saddle'));
    assert.deepEqual(data.source, { kind: 'builtin', name: 'saddle', samples: 1, noise: 0, classes: 0 });
  });

  it('take two numbers, from an initializer of as many', async () => {
    const spec = specOf(textOf('saddle', 'saddle', [1, 2, 3]));
    const { plan, problems } = await planned(spec);
    assert.equal(plan, undefined);
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['The initializer of dense1.kernel gives 3 numbers, but there are 2.'],
    );
  });

  it('are refused as losses of another count of targets', async () => {
    const line = textOf('line', 'saddle').replace('"units":2', '"units":1').replace('-1.2,0.75', '-1.2');
    const spec = specOf(line);
    const { problems } = await planned(spec);
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['saddle takes 2 target numbers.'],
    );
  });
});
