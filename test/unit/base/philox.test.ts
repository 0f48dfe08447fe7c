import assert from 'node:assert/strict';
import { hash32, philox, RandomStream, STREAM, type StreamName } from '../../../src/base/philox.ts';

/** Known answers of Random123 (kat_vectors, philox4x32 10 rounds). */
const KNOWN = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
] as const;

describe('philox 4x32-10', () => {
  for (const { counter, key, words } of KNOWN) {
    it(`gives Random123's words for counter ${counter.map((word) => word.toString(16)).join(' ')}`, () => {
      const out = new Uint32Array(4);
      philox(key[0], key[1], counter[0], counter[1], counter[2], counter[3], out);
      assert.deepEqual([...out], [...words]);
    });
  }
});

const DRAWS = 20_000;
/** Correlations of independent draws are normal with deviation 1/√n; 5.5 of them happen once in 30 million times. */
const LIMIT = 5.5 / Math.sqrt(DRAWS);

function uniforms(seed: number, stream: StreamName, ...counter: number[]): Float64Array {
  const random = new RandomStream(seed, stream, ...counter);
  return Float64Array.from({ length: DRAWS }, () => random.uniform());
}

/** Pearson correlation of a with b moved on by `lag`. */
function correlation(a: Float64Array, b: Float64Array, lag: number): number {
  let sum = 0;
  for (let index = 0; index < DRAWS - lag; index++) {
    sum += ((a[index] ?? 0) - 0.5) * ((b[index + lag] ?? 0) - 0.5);
  }
  return (12 * sum) / (DRAWS - lag);
}

function assertIndependent(sequences: readonly (readonly [name: string, values: Float64Array])[]): void {
  for (const [position, [name, values]] of sequences.entries()) {
    const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
    assert.ok(Math.abs(mean - 0.5) < LIMIT * Math.sqrt(1 / 12), `${name} has mean ${String(mean)}`);
    for (const [other, others] of sequences.slice(0, position + 1)) {
      for (let lag = name === other ? 1 : 0; lag <= 4; lag++) {
        const found = Math.max(
          Math.abs(correlation(values, others, lag)),
          Math.abs(correlation(others, values, lag)),
        );
        assert.ok(found < LIMIT, `${name} and ${other}, ${String(lag)} apart, correlate by ${String(found)}`);
      }
    }
  }
}

describe('random streams', () => {
  it('are independent of each other under one seed', () => {
    const names = Object.keys(STREAM) as StreamName[];
    assert.equal(new Set(Object.values(STREAM)).size, names.length);
    assertIndependent(names.map((name) => [name, uniforms(7, name)]));
  });

  it('are independent for neighbouring seeds', () => {
    assertIndependent([0, 1, 2, 3].map((seed) => [`seed ${String(seed)}`, uniforms(seed, 'init')]));
  });

  it('are independent for neighbouring layers, parameters and steps', () => {
    const names = ['dense1.kernel', 'dense1.bias', 'dense2.kernel', 'dropout1', 'dropout2'];
    assertIndependent(names.map((name) => [name, uniforms(7, 'dropout', hash32(name))]));
    assertIndependent([1, 2, 3].map((step) => [`step ${String(step)}`, uniforms(7, 'dropout', 5, step)]));
  });

  it('would be found dependent if two purposes had one key', () => {
    const twice = [
      ['one', uniforms(7, 'init')],
      ['the same', uniforms(7, 'init')],
    ] as const;
    assert.throws(() => {
      assertIndependent(twice);
    }, /correlate/u);
  });
});
