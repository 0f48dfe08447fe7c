/**
 * Whole fits with validation data, as golden_fits.py recorded them: what stops a run, lowers its rate and makes an epoch
 * the best is what the framework's own callbacks and schedulers make of it, at the same epochs.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { loadSpec } from '../../src/format/load.ts';
import type { ResolvedSpec, Semantics } from '../../src/format/types.ts';
import { testedBackends } from '../support/backends.ts';
import { goldenTrainer, merge } from './goldenRuns.ts';

const LIMIT = 1e-4;

interface Fit {
  readonly initialWeights: string;
  /** Of the validation samples after each epoch. */
  readonly loss: readonly number[];
  readonly unpenalizedLoss?: readonly number[];
  readonly accuracy?: readonly number[];
  /** What each epoch leaves. */
  readonly learningRate: readonly number[];
  /** The epoch of the lowest loss, from 1. */
  readonly best: number;
  readonly testLoss: number;
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

interface Case {
  readonly name: string;
  readonly semantics: Semantics;
  readonly base: string;
  readonly regularizer?: unknown;
  readonly patch: unknown;
}

const read = (...path: string[]): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, ...path), 'utf8'));
const table = read('fits.json') as { bases: Record<string, unknown>; cases: readonly Case[] };
const { fits } = read('golden', 'fits.json') as { fits: Record<Semantics, Record<string, Fit>> };

function specOf({ name, semantics, base, regularizer, patch }: Case): ResolvedSpec {
  const merged = merge(merge(table.bases[base], patch), { semantics }) as { model: { layers: object[] } };
  const layers = merged.model.layers.map((layer) =>
    regularizer === undefined ? layer : { ...layer, regularizer },
  );
  const { spec, problems } = loadSpec(
    JSON.stringify({ ...merged, model: { layers } }),
    `${name}.nnspec.json`,
  );
  if (!spec) throw new Error(`${name}: ${JSON.stringify(problems)}`);
  return spec;
}

function close(what: string, actual: readonly number[], expected: readonly number[], scale = 0): void {
  assert.equal(actual.length, expected.length, what);
  expected.forEach((value, index) => {
    const error = Math.abs((actual[index] ?? NaN) - value) / Math.max(Math.abs(value), scale, 1e-12);
    assert.ok(error <= LIMIT, `${what} ${String(index + 1)}: ${String(actual[index])}, not ${String(value)}`);
  });
}

const backends = await testedBackends();

describe('whole fits of the frameworks', () => {
  for (const one of table.cases) {
    for (const backend of backends) {
      it(`${one.semantics} ${one.name} on ${backend.name}`, async () => {
        const golden = fits[one.semantics][one.name];
        assert.ok(golden);
        const { trainer } = await goldenTrainer(specOf(one), golden.initialWeights, backend.create);
        const rates: number[] = [];
        const validation: Record<string, number[]> = {};
        let best = 0;
        let testLoss = NaN;
        for (const event of trainer.run()) {
          if (event.kind === 'epoch') {
            if (event.best) best = event.record.epoch;
            rates.push(trainer.controls.find(({ kind }) => kind === 'learningRate')?.value ?? NaN);
            for (const [name, value] of Object.entries(event.record.validation ?? {}))
              (validation[name] ??= []).push(value);
          }
          if (event.kind === 'end') testLoss = event.end.test?.['loss'] ?? NaN;
        }
        close('validation loss of epoch', validation['loss'] ?? [], golden.loss);
        const { unpenalizedLoss, accuracy } = golden;
        if (one.regularizer === undefined || one.semantics === 'pytorch')
          assert.equal(validation['unpenalizedLoss'], undefined);
        else
          close(
            'loss without penalties of epoch',
            validation['unpenalizedLoss'] ?? [],
            unpenalizedLoss ?? [],
          );
        if (accuracy) close('accuracy of epoch', validation['accuracy'] ?? [], accuracy);
        close('learning rate after epoch', rates, golden.learningRate);
        assert.equal(best, golden.best);
        close('test loss', [testLoss], [golden.testLoss]);
        const tensors = new Map(trainer.checkpoint().tensors.map(({ name, values }) => [name, values]));
        for (const [name, values] of Object.entries(golden.weights))
          close(name, [...(tensors.get(name) ?? [])], values, Math.max(1, ...values.map(Math.abs)));
      });
    }
  }
});
