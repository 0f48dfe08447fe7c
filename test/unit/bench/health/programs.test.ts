/** A small part of the health bench, so that its programs stay programs and its measure stays one. */
import assert from 'node:assert/strict';
import { judgeHealthy, judgePair } from '../../../../bench/health/judgement.ts';
import { isHeldOut } from '../../../../bench/health/program.ts';
import { FAULTY, HEALTHY } from '../../../../bench/health/programs/all.ts';
import { ruleTotals, totalsOf, type Results } from '../../../../bench/health/totals.ts';
import { loadSpec } from '../../../../src/format/load.ts';
import { compiledKernels } from '../../kernels/compiled.ts';

/** Programs that train in no time, each with a rule that finds its fault in its place. */
const SMALL = new Map([
  ['line-full-batch-rate-1.5', 'diverging'],
  ['cancer-softmax-of-one', 'outputMismatch'],
  ['sine-relu-output', 'outputMismatch'],
  ['moons-all-zeros', 'equalWeights'],
  ['wine-raw-inputs-tanh', 'unscaledInputs'],
  ['iris-sgd-rate-30', 'learningRateTooHigh'],
  ['cancer-sgd-rate-0.00003', 'learningRateTooLow'],
  ['circles-linear-layers', 'missingNonlinearity'],
  ['cancer-l2-too-strong', 'penaltyTooStrong'],
]);

describe('the programs of the health bench', function () {
  this.timeout(60_000);

  it('are enough, of both parts, each under a name of its own', () => {
    const names = [...FAULTY, ...HEALTHY].map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.ok(FAULTY.length >= 40 && HEALTHY.length >= 30);
    const held = FAULTY.filter(({ name }) => isHeldOut(name)).length / FAULTY.length;
    assert.ok(held > 0.3 && held < 0.5, String(held));
  });

  it('are specs, before and after the fault', () => {
    for (const { name, spec } of [...FAULTY, ...HEALTHY]) {
      const { problems } = loadSpec(JSON.stringify(spec), name);
      assert.deepEqual(problems, [], name);
    }
    for (const { name, spec, fault } of FAULTY) {
      const { problems } = loadSpec(JSON.stringify(spec), name, fault);
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error'),
        [],
        name,
      );
    }
  });

  it('are harmed by their faults, which are found in their places, and the repaired and healthy ones are left alone', async () => {
    const { relaxed } = await compiledKernels();
    for (const [name, rule] of SMALL) {
      const program = FAULTY.find((one) => one.name === name);
      assert.ok(program, name);
      const pair = await judgePair(relaxed, program, 1);
      assert.ok(pair?.harmed, name);
      assert.ok(
        pair.faulty.found.some((one) => one.rule === rule && one.right),
        name,
      );
      assert.deepEqual(pair.repaired.found, [], name);
    }
    const healthy = HEALTHY.find(({ name }) => name === 'healthy-wine-clipped');
    assert.ok(healthy);
    assert.deepEqual((await judgeHealthy(relaxed, healthy, 1)).found, []);
  });
});

describe('the totals of the health bench', () => {
  const found = (rule: string, step: number, right: boolean) => ({ rule, layer: null, step, right });
  const verdict = (...all: ReturnType<typeof found>[]) => ({ found: all, score: 0.5 });
  const pair = (faulty: ReturnType<typeof verdict>, harmed: boolean, repaired = verdict()) => ({
    ...{ name: 'a', kind: 'labels', seed: 1, faulty, repaired, harmed },
  });
  const results: Results = {
    pairs: [
      pair(verdict(found('diverging', 50, true)), true),
      pair(verdict(found('deadUnits', 9, false), found('diverging', 70, true)), true),
      pair(verdict(), true),
      // Not harmed: neither right nor wrong.
      pair(verdict(found('diverging', 5, true)), false, verdict(found('oscillating', 5, false))),
    ],
    healthy: [{ name: 'b', seed: 1, ...verdict(found('diverging', 5, false)) }],
    refused: [],
  };

  it('count what was found of harmed runs, and alarms of sound ones', () => {
    assert.deepEqual(totalsOf(results), {
      ...{ harmed: 3, recall: 2 / 3, rightPlace: 2 / 3, firstRight: 1 / 3, steps: 70 },
      ...{ sound: 5, falseAlarms: 2 },
    });
  });

  it('count each rule by itself', () => {
    assert.deepEqual(ruleTotals(results, 'diverging'), {
      ...{ rule: 'diverging', harmed: 2, falseAlarms: 1, precision: 2 / 3, rightPlace: 1, steps: 70 },
    });
  });
});
