/**
 * Every golden run of both frameworks, step by step, on every backend. The worst errors go to docs/numerics.md:
 * `npm run test:parity` checks that its table is complete, with NNSPEC_UPDATE_DOCS=1 it writes the table.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { activation } from '../../src/kinds/activations/table.ts';
import { layer } from '../../src/kinds/layers/table.ts';
import { loss } from '../../src/kinds/losses/table.ts';
import { isTestFunction } from '../../src/kinds/losses/testFunctions.ts';
import { optimizer } from '../../src/kinds/optimizers/table.ts';
import { schedule } from '../../src/kinds/schedules/table.ts';
import type { Schema } from '../../src/base/schema/schema.ts';
import { testedBackends, twinBackends } from '../support/backends.ts';
import { compareRun, type Deviation, goldenNames, goldenSpec, readGolden } from './goldenRuns.ts';

/** For every case and every backend: none is excluded, and none has a limit of its own. */
const LIMIT = { loss: 2e-5, gradientNorm: 2e-5, weights: 5e-5 };

const SEMANTICS = ['pytorch', 'keras'] as const;
const docsPath = join(import.meta.dirname, '..', '..', 'docs', 'numerics.md');
const BEGIN = '<!-- parity:start -->';
const END = '<!-- parity:end -->';

/** Two threads are as good as more: the parts of an operation do not depend on each other. */
const THREADS = 2;

const backends = await testedBackends();
const twins = await twinBackends(THREADS);

interface Row {
  readonly semantics: string;
  readonly name: string;
  readonly deviations: Map<string, Deviation>;
}
const rows: Row[] = [];

for (const semantics of SEMANTICS) {
  const names = await goldenNames(semantics);
  describe(`golden runs of ${semantics}`, () => {
    it('are at least 40, each of 30 steps or more', async () => {
      assert.ok(names.length >= 40);
      for (const name of names) assert.ok((await readGolden(semantics, name)).loss.length >= 30, name);
    });
    for (const name of names) {
      const row: Row = { semantics, name, deviations: new Map() };
      rows.push(row);
      for (const backend of backends) {
        it(`${name} on ${backend.name}`, async () => {
          const deviation = await compareRun(semantics, name, backend.create);
          row.deviations.set(backend.name, deviation);
          assert.ok(deviation.loss <= LIMIT.loss, `loss is off by ${String(deviation.loss)}`);
          assert.ok(
            deviation.gradientNorm <= LIMIT.gradientNorm,
            `a gradient norm is off by ${String(deviation.gradientNorm)}`,
          );
          assert.ok(deviation.weights <= LIMIT.weights, `a weight is off by ${String(deviation.weights)}`);
        });
      }
      for (const backend of twins) {
        it(`${name} on ${backend.name}: the same bits`, async () => {
          try {
            const deviation = await compareRun(semantics, name, backend.create);
            row.deviations.set(backend.name, deviation);
            assert.deepEqual(deviation, row.deviations.get(backend.like));
          } finally {
            await backend.close();
          }
        });
      }
    }
  });
}

/** The names that a part of the format knows. */
function namesOf({ shape }: Schema<unknown>): string[] {
  assert.ok(shape.kind === 'named');
  return Object.keys(shape.variants);
}

describe('golden runs together', () => {
  for (const semantics of SEMANTICS) {
    it(`leave out nothing that the format has (${semantics})`, async () => {
      const specs = await Promise.all(
        (await goldenNames(semantics)).map((name) => goldenSpec(semantics, name)),
      );
      const layers = specs.flatMap(({ model }) => model.layers);
      const activations = layers.flatMap((spec) => ('activation' in spec ? [spec.activation.type] : []));
      const training = specs.map((spec) => spec.training);
      const parts: readonly (readonly [readonly string[], readonly string[]])[] = [
        [namesOf(optimizer), specs.map((spec) => spec.optimizer.type)],
        [
          // L-BFGS has no weight decay.
          namesOf(optimizer).filter((type) => type !== 'lbfgs'),
          specs.filter((spec) => spec.optimizer.weightDecay > 0).map((spec) => spec.optimizer.type),
        ],
        [
          // A test function of two numbers is no loss of a framework: its own test has PyTorch's steps on it.
          namesOf(loss).filter((name) => !isTestFunction(name)),
          specs.map((spec) => spec.loss.type),
        ],
        [namesOf(layer), layers.map(({ type }) => type)],
        [namesOf(activation), activations],
        [namesOf(schedule), training.map(({ learningRateSchedule }) => learningRateSchedule.type)],
        [
          ['none', 'value', 'norm', 'globalNorm'],
          training.map(({ gradientClipping }) => gradientClipping.kind),
        ],
      ];
      for (const [wanted, found] of parts) {
        assert.deepEqual(
          wanted.filter((name) => !found.includes(name)),
          [],
        );
      }
      const dense = layers.flatMap((spec) => (spec.type === 'dense' ? [spec.regularizer] : []));
      assert.ok(
        dense.some(({ l1, l2 }) => l1 > 0 && l2 === 0) && dense.some(({ l1, l2 }) => l1 === 0 && l2 > 0),
      );
      assert.ok(training.some(({ batchSize }) => batchSize === 1));
      assert.ok(training.some(({ batchSize }) => batchSize === 'full'));
      assert.ok(training.some(({ dropLastBatch }) => dropLastBatch));
      assert.ok(training.some(({ learningRateSchedule }) => learningRateSchedule.warmupSteps > 0));
    });
  }
});

function worst(deviation: Deviation | undefined): string {
  if (!deviation) return '';
  return Math.max(deviation.loss, deviation.gradientNorm).toExponential(1);
}

function table(): string {
  const columns = [...backends, ...twins].map((backend) => backend.name);
  const lines = rows.map(({ semantics, name, deviations }) => {
    const steps = deviations.get('reference')?.steps ?? 0;
    const weights = Math.max(...[...deviations.values()].map((deviation) => deviation.weights));
    const cells = columns.map((column) => worst(deviations.get(column)));
    return `| ${semantics} | ${name} | ${String(steps)} | ${cells.join(' | ')} | ${weights.toExponential(1)} |`;
  });
  return [
    `| framework | case | steps | ${columns.join(' | ')} | final weights |`,
    `| --- | --- | --- | ${columns.map(() => '---').join(' | ')} | --- |`,
    ...lines,
  ].join('\n');
}

describe('docs/numerics.md', () => {
  it('lists every golden run within its limit', async () => {
    const text = await readFile(docsPath, 'utf8');
    const start = text.indexOf(BEGIN) + BEGIN.length;
    const end = text.indexOf(END);
    assert.ok(start >= BEGIN.length && end > start, 'the markers are there');
    if (process.env['NNSPEC_UPDATE_DOCS'] === '1') {
      const written = `${text.slice(0, start)}\n\n${table()}\n\n${text.slice(end)}`;
      const options = { ...(await resolveConfig(docsPath)), filepath: docsPath };
      await writeFile(docsPath, await format(written, options));
      return;
    }
    const documented = new Map(
      text
        .slice(start, end)
        .trim()
        .split('\n')
        .slice(2)
        .map((line) => line.split('|').map((cell) => cell.trim()))
        .map((cells) => [`${cells[1] ?? ''}/${cells[2] ?? ''}`, cells] as const),
    );
    assert.deepEqual(
      [...documented.keys()],
      rows.map(({ semantics, name }) => `${semantics}/${name}`),
      'run NNSPEC_UPDATE_DOCS=1 npm run test:parity',
    );
  });
});
