/** A changed byte that unpacks is told by the checksum of its entry. */
import assert from 'node:assert/strict';
import { zipSync } from 'fflate';
import { counting, npy } from '../arrayFiles.ts';
import { load, piecesHostOf, problemOf } from '../support.ts';

const data = { source: 'd.npz', features: ['x'], target: 'y', split: { validation: 0 } };
const arrays = { 'x.npy': npy([8, 3], counting([8, 3])), 'y.npy': npy([8], [0, 1, 0, 1, 0, 1, 0, 1]) };

describe('an archive of arrays', () => {
  for (const level of [0, 6] as const) {
    it(`is refused where a stored byte differs from its checksum (level ${String(level)})`, async () => {
      const archive = zipSync(arrays, { level });
      const { train } = await load(data, { 'd.npz': archive });
      assert.equal(train.count, 8);
      const damaged = Uint8Array.from(archive);
      if (level === 0) {
        // The last byte of the first array's numbers lies before the second entry's header.
        const name = new TextEncoder().encode('y.npy');
        const second = damaged.findIndex((_, at) =>
          name.every((byte, offset) => damaged[at + offset] === byte),
        );
        const at = second - 30 - 1;
        damaged[at] = (damaged[at] ?? 0) ^ 1;
      } else {
        // The checksum itself, in the directory.
        const entry = damaged.findIndex((_, at) =>
          [0x50, 0x4b, 1, 2].every((byte, o) => damaged[at + o] === byte),
        );
        damaged[entry + 16] = (damaged[entry + 16] ?? 0) ^ 1;
      }
      for (const size of [7, 1000]) {
        const host = piecesHostOf({ 'd.npz': damaged }, size);
        const problem = await problemOf(load(data, {}, 'binaryCrossentropy', host));
        assert.equal(problem.code, 'NN-DATA-NPZ');
        assert.match(problem.message, /d\.npz\/x\.npy is damaged: the checksum/);
      }
    });
  }
});
