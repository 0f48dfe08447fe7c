/**
 * 10,000 specs drawn at random: whatever is in the text, loading and planning end with problems or a plan. Every problem
 * has a known code and a place within the text.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { PROBLEMS } from '../../../src/base/problems/table.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import type { DataShape } from '../../../src/plan/types.ts';
import { loadSpec } from '../../../src/format/load.ts';
import type { Override } from '../../../src/format/overrides.ts';
import { IRIS, MEGABYTE, RIGHT } from './support.ts';

const examples = path.resolve(import.meta.dirname, '../../../examples');
const TEXTS = [
  RIGHT,
  ...readdirSync(examples)
    .filter((name) => name.endsWith('.nnspec.json'))
    .map((name) => readFileSync(path.join(examples, name), 'utf8')),
];

const text = fc.constantFrom(...TEXTS);

/** Names that mean something somewhere in the format, so that many a mutation is nearly right. */
const words = [
  ...new Set(TEXTS.flatMap((one) => [...one.matchAll(/"([^"\n]*)"/g)].map(([, word]) => word ?? ''))),
];
const word = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', 'full', 'pytorch', 'sgd', 'huber', 'lstm'),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: word },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 0.5, -1, 3.5, 1e9, 1e308, 4294967296, true, false, null) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.array(word, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(word, fc.oneof(word, fc.nat(64)), { maxKeys: 3 }) },
);

/** Every object and list within a value. */
function holders(root: unknown): Record<string, unknown>[] {
  if (typeof root !== 'object' || root === null) return [];
  return [root as Record<string, unknown>, ...Object.values(root).flatMap(holders)];
}

interface Mutation {
  readonly where: number;
  readonly key: number;
  readonly kind: 'set' | 'delete' | 'rename' | 'add' | 'repeat';
  readonly name: string;
  readonly value: unknown;
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  where: fc.nat(),
  key: fc.nat(),
  kind: fc.constantFrom('set', 'set', 'set', 'delete', 'rename', 'add', 'repeat'),
  name: word,
  value,
});

function mutate(root: unknown, { where, key, kind, name, value: given }: Mutation): void {
  const all = holders(root);
  const holder = all[where % Math.max(1, all.length)];
  if (holder === undefined) return;
  const keys = Object.keys(holder);
  const at = keys[key % Math.max(1, keys.length)] ?? name;
  const put = (target: string, what: unknown): void => {
    Object.defineProperty(holder, target, {
      value: what,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  };
  if (kind === 'set') put(at, given);
  else if (kind === 'add' && !Array.isArray(holder)) put(name, given);
  else if (kind === 'repeat' && Array.isArray(holder))
    holder.push(structuredClone(holder[key % Math.max(1, holder.length)]));
  else if (Array.isArray(holder)) holder.splice(key % Math.max(1, holder.length), 1);
  else {
    if (kind === 'rename') put(name, holder[at]);
    Reflect.deleteProperty(holder, at);
  }
}

const count = fc.integer({ min: 0, max: 5000 });
const shape: fc.Arbitrary<DataShape> = fc.record({
  features: fc.integer({ min: 1, max: 2000 }),
  featureNames: fc.constant([]),
  target: fc.oneof(
    fc.record({
      kind: fc.constant('category' as const),
      classes: fc
        .integer({ min: 1, max: 12 })
        .map((length) => Array.from({ length }, (_, index) => String(index))),
    }),
    fc.constant({ kind: 'binary' as const, classes: ['no', 'yes'] as const }),
    fc.record({ kind: fc.constant('number' as const), names: fc.constantFrom(['y'], ['a', 'b']) }),
  ),
  samples: fc.record({ train: count, validation: count, test: count }),
  sparse: fc.boolean(),
  nonZeros: fc.nat(10_000_000),
});

const plans = { made: 0 };

/** Loads and plans; checks what must hold of every outcome. */
function load(source: string, overrides: readonly Override[] = [], data: DataShape = IRIS): void {
  const { spec, problems, parsed } = loadSpec(source, 'random.nnspec.json', overrides);
  const errors = problems.filter(({ severity }) => severity === 'error');
  assert.equal(spec === undefined, errors.length > 0);
  const planned = spec && makePlan(spec, data, 256 * MEGABYTE);
  if (planned?.plan) plans.made++;
  const lines = source.split(/\r\n|\r|\n/);
  for (const { code, message, location } of [...problems, ...(planned?.problems ?? [])]) {
    assert.ok(code in PROBLEMS, code);
    assert.ok(message.length > 10 && !message.includes('undefined'), message);
    const { line, column, offset, length } = parsed.locate(location);
    assert.ok(offset >= 0 && offset + length <= Math.max(1, source.length), `${code} at ${String(offset)}`);
    assert.ok(line >= 1 && line <= lines.length, `${code} in line ${String(line)}`);
    assert.ok(
      column >= 1 && column <= (lines[line - 1] ?? '').length + 1,
      `${code} in column ${String(column)}`,
    );
  }
  if (!planned) return;
  assert.equal(
    planned.plan === undefined,
    planned.problems.some(({ severity }) => severity === 'error'),
  );
}

const runs = (numRuns: number) => ({ numRuns, seed: 20_261_124 });

describe('10,000 random specs', function () {
  this.timeout(180_000);

  it('3,500 right ones with up to four mutations, on random data', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(mutation, { minLength: 0, maxLength: 4 }),
        shape,
        (source, mutations, data) => {
          const root: unknown = parse(source, [], { allowTrailingComma: true });
          for (const one of mutations) mutate(root, one);
          load(JSON.stringify(root, null, 2), [], data);
        },
      ),
      runs(3500),
    );
    // If nothing came through, planning would not have been tried.
    assert.ok(plans.made > 100, `${String(plans.made)} plans`);
  });

  it('3,000 right ones with characters taken out, put in and doubled', () => {
    const splice = fc.record({
      at: fc.nat(),
      length: fc.nat(12),
      put: fc.oneof(
        fc.constant(''),
        fc.string({ unit: 'binary', maxLength: 4 }),
        fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '/*', '//', '\\', '\r', '\u2028', '\uFEFF'),
      ),
    });
    fc.assert(
      fc.property(text, fc.array(splice, { minLength: 1, maxLength: 4 }), (source, splices) => {
        load(
          splices.reduce((whole, { at, length, put }) => {
            const from = at % (whole.length + 1);
            return whole.slice(0, from) + put + whole.slice(from + length);
          }, source),
        );
      }),
      runs(3000),
    );
  });

  it('1,500 with random overrides', () => {
    const path = fc.oneof(
      fc
        .array(fc.oneof(word, fc.nat(4).map(String)), { minLength: 1, maxLength: 5 })
        .map((parts) => parts.join('.')),
      fc.array(fc.oneof(word, fc.nat(4)), { maxLength: 5 }),
      fc.string({ maxLength: 20 }),
    );
    fc.assert(
      fc.property(text, fc.array(fc.record({ path, value }), { maxLength: 3 }), (source, overrides) => {
        load(source, overrides);
      }),
      runs(1500),
    );
  });

  it('1,500 JSON values', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (source) => {
        load(source);
      }),
      runs(1500),
    );
  });

  it('1,000 texts', () => {
    const tokens = fc.array(
      fc.oneof(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '"',
          '//',
          '/*',
          '*/',
          '\n',
          ' ',
          'true',
          'null',
          '-',
          '1e',
          '\\u',
        ),
        word,
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          tokens.map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (source) => {
          load(source);
        },
      ),
      runs(1000),
    );
  });
});
