/** The golden runs: their specs (as the frameworks ran them), their recorded curves, and NNSpec's own run of each. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { loadDataset } from '../../src/data/load.ts';
import { decodeSafetensors } from '../../src/engine/checkpoint.ts';
import type { Backend } from '../../src/engine/backend.ts';
import { arenaElements } from '../../src/engine/wasm/arena.ts';
import { createTrainer } from '../../src/engine/trainer.ts';
import type { Trainer } from '../../src/engine/types.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { Plan } from '../../src/plan/types.ts';
import { seriesOf } from '../../src/run/series.ts';
import { loadSpec } from '../../src/format/load.ts';
import type { ResolvedSpec, Semantics } from '../../src/format/types.ts';

const here = import.meta.dirname;
const memoryLimit = 1 << 30;

type Json = Readonly<Record<string, unknown>>;

interface Case extends Json {
  readonly name: string;
  readonly base: string;
  readonly patch: Json;
  readonly only?: Semantics;
  readonly hidden?: unknown;
  readonly regularizer?: unknown;
}

interface CaseTable {
  readonly bases: Readonly<Record<string, Json>>;
  readonly cases: readonly Case[];
}

/** What a golden script wrote; see golden_common.py. */
export interface Golden {
  readonly case: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly initialWeights: string;
  readonly loss: readonly number[];
  readonly gradientNorm: Readonly<Record<string, readonly number[]>>;
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 7396 merge patch. */
export function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = merge(result[key], value);
  }
  return result;
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

export async function goldenNames(semantics: Semantics): Promise<string[]> {
  const table = (await readJson(join(here, 'cases.json'))) as CaseTable;
  return table.cases.filter(({ only }) => (only ?? semantics) === semantics).map(({ name }) => name);
}

export async function readGolden(semantics: Semantics, name: string): Promise<Golden> {
  return (await readJson(join(here, 'golden', semantics, `${name}.json`))) as Golden;
}

async function specText(semantics: Semantics, name: string): Promise<string> {
  const table = (await readJson(join(here, 'cases.json'))) as CaseTable;
  const found = table.cases.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no case ${name}`);
  const spec = merge(merge(table.bases[found.base], found.patch), { semantics }) as {
    model: { layers: Record<string, unknown>[] };
  };
  const layers = spec.model.layers.map((layer, index) => ({
    ...layer,
    ...(index === 0 && found.hidden !== undefined ? { activation: found.hidden } : {}),
    ...(found.regularizer === undefined ? {} : { regularizer: found.regularizer }),
  }));
  return JSON.stringify({ ...spec, model: { layers } });
}

/** The resolved spec of a case. */
export async function goldenSpec(semantics: Semantics, name: string): Promise<ResolvedSpec> {
  const { spec, problems } = loadSpec(await specText(semantics, name), `${name}.nnspec.json`);
  if (!spec) throw new Error(`${name}: ${JSON.stringify(problems)}`);
  return spec;
}

/** The worst deviation of one run from the framework's. */
export interface Deviation {
  readonly steps: number;
  /** Worst relative error of a step's loss. */
  readonly loss: number;
  /** Worst relative error of a layer's gradient norm at a step. */
  readonly gradientNorm: number;
  /** Worst absolute error of a final weight, relative to the largest weight of its tensor (1 at least). */
  readonly weights: number;
  /** Digest of all that was measured at every step and of the final state: equal only if every bit is. */
  readonly bits: string;
}

function relative(actual: number, expected: number): number {
  // A NaN must never pass for a small error.
  const error = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-6);
  return Number.isNaN(error) ? Infinity : error;
}

/** A trainer of `spec` that begins with the golden weights of that name. */
export async function goldenTrainer(
  spec: ResolvedSpec,
  initialWeights: string,
  createBackend: (elements: number) => Backend,
): Promise<{ readonly plan: Plan; readonly trainer: Trainer }> {
  const dataset = await loadDataset(spec, {
    read: async (path) => new Uint8Array(await readFile(resolve(here, path))),
    display: (path) => path,
    memoryLimit,
  });
  const { plan, problems } = makePlan(spec, dataset.shape, memoryLimit);
  if (!plan) throw new Error(`${spec.name}: ${JSON.stringify(problems)}`);
  const weightsFile = await readFile(join(here, 'golden', 'weights', initialWeights));
  const trainer = createTrainer({
    plan,
    dataset,
    backend: createBackend(arenaElements(plan)),
    initialWeights: decodeSafetensors(new Uint8Array(weightsFile)).tensors,
    now: () => 0,
  });
  return { plan, trainer };
}

export async function compareRun(
  semantics: Semantics,
  name: string,
  createBackend: (elements: number) => Backend,
): Promise<Deviation> {
  const golden = await readGolden(semantics, name);
  const spec = await goldenSpec(semantics, name);
  const { plan, trainer } = await goldenTrainer(spec, golden.initialWeights, createBackend);
  const series = seriesOf(plan);
  const measured = series.filter((key) => key.endsWith('/gradientNorm')).map((key) => key.split('/')[0]);
  if (measured.join() !== Object.keys(golden.gradientNorm).join()) throw new Error(`${name}: other layers`);
  const worst = { loss: 0, gradientNorm: 0, weights: 0 };
  const bits = createHash('sha256');
  let steps = 0;
  for (const event of trainer.run()) {
    if (event.kind === 'end' && event.end.reason !== 'completed') throw new Error(JSON.stringify(event.end));
    if (event.kind !== 'step') continue;
    bits.update(event.row);
    const index = event.step - 1;
    worst.loss = Math.max(
      worst.loss,
      relative(event.row[series.indexOf('loss')] ?? NaN, golden.loss[index] ?? NaN),
    );
    for (const [layer, norms] of Object.entries(golden.gradientNorm)) {
      const actual = event.row[series.indexOf(`${layer}/gradientNorm`)] ?? NaN;
      worst.gradientNorm = Math.max(worst.gradientNorm, relative(actual, norms[index] ?? NaN));
    }
    steps++;
  }
  if (steps !== golden.loss.length)
    throw new Error(`${name}: ${String(steps)} steps, golden ${String(golden.loss.length)}`);
  const state = trainer.checkpoint().tensors;
  for (const { values } of state) bits.update(values);
  const tensors = new Map(state.map((tensor) => [tensor.name, tensor.values]));
  for (const [parameter, values] of Object.entries(golden.weights)) {
    const actual = tensors.get(parameter);
    if (actual?.length !== values.length)
      throw new Error(`${name}: ${parameter} is missing or of another size`);
    const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    values.forEach((value, index) => {
      const error = Math.abs((actual[index] ?? NaN) - value) / scale;
      worst.weights = Math.max(worst.weights, Number.isNaN(error) ? Infinity : error);
    });
  }
  return { steps, ...worst, bits: bits.digest('hex') };
}
