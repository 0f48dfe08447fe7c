import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';

import { NnError } from '../../../src/base/errors.ts';
import {
  decodeCheckpoint,
  decodeSafetensors,
  decodeWeights,
  encodeSafetensors,
  SafetensorsBytes,
} from '../../../src/engine/checkpoint.ts';
import { dense, planOf } from '../../support/plans.ts';

const { plan } = planOf({
  x: [[1, 2]],
  y: [[1]],
  layers: [dense('dense1', 1)],
  loss: { type: 'meanSquaredError' },
});
const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');
const kernel = { name: 'dense1.kernel', shape: [2, 1], values: Float32Array.of(1, 2) };
const bias = { name: 'dense1.bias', shape: [1], values: Float32Array.of(3) };

function file(header: unknown, data = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

function fails(code: string, run: () => unknown, pattern = /./u): void {
  assert.throws(run, (error) => NnError.is(error, code) && pattern.test(error.message));
}

describe('safetensors', () => {
  it('is what the format says, byte for byte', () => {
    const bytes = encodeSafetensors([bias], { a: 'b' });
    const header =
      '{"__metadata__":{"a":"b"},"dense1.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const padded = Math.ceil(header.length / 8) * 8;
    const expected = [...new TextEncoder().encode(header.padEnd(padded, ' ')), 0, 0, 64, 64];
    assert.deepEqual([...bytes], [padded, 0, 0, 0, 0, 0, 0, 0, ...expected]);
  });

  it('round-trips any tensors, NaN and −0 included', () => {
    const tensor = fc.record({ name: fc.string(), values: fc.float32Array({ maxLength: 20 }) });
    fc.assert(
      fc.property(fc.uniqueArray(tensor, { selector: ({ name }) => name }), (list) => {
        const names = ['__proto__', '__metadata__'];
        const tensors = list
          .filter(({ name }) => !names.includes(name))
          .map(({ name, values }) => ({ name, shape: [values.length], values }));
        const decoded = decodeSafetensors(encodeSafetensors(tensors)).tensors;
        const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
        assert.deepEqual([...decoded].sort(byName), tensors.sort(byName));
      }),
      { numRuns: 200 },
    );
  });

  it('comes in pieces of any size that are the whole file', () => {
    const tensors = [bias, { name: 'none', shape: [0], values: new Float32Array(0) }, kernel];
    const whole = encodeSafetensors(tensors, { a: 'b' });
    for (let size = 1; size <= whole.length; size++) {
      const file = new SafetensorsBytes(tensors, { a: 'b' });
      assert.equal(file.length, whole.length);
      const bytes: number[] = [];
      while (file.left > 0) {
        const piece = new Uint8Array(Math.min(size, file.left));
        file.read(piece);
        bytes.push(...piece);
      }
      assert.deepEqual(bytes, [...whole]);
      assert.throws(() => {
        file.read(new Uint8Array(1));
      }, RangeError);
    }
  });

  it('is what Python writes: the same tensors from its file, the same bytes from ours', async () => {
    const kernelValues = [0, 1, 2, 3, 4, 5].map((value) => value / 8 - 0.25);
    const bytes = new Uint8Array(await readFile(join(FIXTURES, 'python.safetensors')));
    const written = [
      { name: 'dense1.bias', shape: [3], values: Float32Array.of(0.5, -0, 1e-40) },
      { name: 'dense1.kernel', shape: [2, 3], values: Float32Array.from(kernelValues) },
    ];
    assert.deepEqual(decodeSafetensors(bytes), { tensors: written, metadata: { framework: 'numpy' } });
    assert.deepEqual(encodeSafetensors(written, { framework: 'numpy' }), bytes);
    const types = decodeSafetensors(
      new Uint8Array(await readFile(join(FIXTURES, 'python-types.safetensors'))),
    ).tensors;
    assert.deepEqual(types, [
      { name: 'double', shape: [2, 3], values: Float32Array.from(kernelValues, (value) => value / 3) },
      { name: 'half', shape: [2, 3], values: Float32Array.from(kernelValues) },
    ]);
  });

  it('reads half, bfloat16 and double precision', () => {
    const cases = [
      ['F16', [0x00, 0x3e], 1.5],
      ['BF16', [0xc0, 0x3f], 1.5],
      ['F64', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], 1.5],
      ['F16', [0x01, 0x80], -(2 ** -24)],
    ] as const;
    for (const [dtype, data, expected] of cases) {
      const bytes = file({ t: { dtype, shape: [1], data_offsets: [0, data.length] } }, data.length);
      bytes.set(data, bytes.length - data.length);
      assert.equal(decodeSafetensors(bytes).tensors[0]?.values[0], expected);
    }
  });

  it('refuses broken files with a code, before taking memory', () => {
    const entry = (more: object) =>
      file({ t: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...more } }, 8);
    const broken = [
      new Uint8Array(3),
      file('{').subarray(0, 8),
      file('nonsense'),
      file([]),
      file({ t: 1 }),
      entry({ shape: [1e15] }),
      entry({ shape: [-1] }),
      entry({ shape: 'x' }),
      entry({ data_offsets: [0, 80] }),
      entry({ data_offsets: [8, 0] }),
      entry({ data_offsets: [0] }),
      file({ __metadata__: 3 }),
    ];
    for (const bytes of broken) fails('NN-WEIGHTS-FORMAT', () => decodeSafetensors(bytes));
    const huge = new Uint8Array(16);
    new DataView(huge.buffer).setBigUint64(0, 2n ** 62n, true);
    fails('NN-WEIGHTS-FORMAT', () => decodeSafetensors(huge));
    fails('NN-WEIGHTS-TYPE', () => decodeSafetensors(entry({ dtype: 'I64' })));
  });

  it('never fails without a code, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc.json().map((text) => file(text, 8)),
        ),
        (bytes) => {
          try {
            decodeSafetensors(bytes);
          } catch (error) {
            assert.ok(NnError.is(error), String(error));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('matches weights by name and shape', () => {
    const weights = decodeWeights(
      encodeSafetensors([bias, { ...kernel, name: 'optimizer/x/m' }, kernel]),
      plan,
    );
    assert.deepEqual(weights, [kernel, bias]);
    fails('NN-WEIGHTS-MISSING', () => decodeWeights(encodeSafetensors([kernel]), plan), /dense1\.bias/u);
    const turned = { ...kernel, shape: [1, 2] };
    fails(
      'NN-WEIGHTS-SHAPE',
      () => decodeWeights(encodeSafetensors([turned, bias]), plan),
      /\[1, 2\].*\[2, 1\]/u,
    );
    const extra = { ...kernel, name: 'dense9.kernel' };
    fails(
      'NN-WEIGHTS-UNKNOWN',
      () => decodeWeights(encodeSafetensors([kernel, bias, extra]), plan),
      /dense9/u,
    );
    fails('NN-WEIGHTS-STATE', () => decodeCheckpoint(encodeSafetensors([kernel, bias])));
  });
});
