import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packSplit, unpackSplit } from '../../../src/data/keptSplit.ts';
import { splitRows } from '../../../src/data/split.ts';

describe('the split that a run keeps', () => {
  it('comes back row by row; rows behind it are for training, and rows that are gone are in no split', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 200 }),
        fc.integer({ min: 0, max: 50 }),
        fc.nat(),
        (rows, more, seed) => {
          const split = splitRows(rows, null, { validation: 0.3, test: 0.2, shuffle: true, seed });
          const packed = packSplit(split, rows);
          assert.deepEqual(unpackSplit(packed, rows, rows), split);
          const longer = unpackSplit(packed, rows, rows + more);
          assert.equal(longer.train.length, split.train.length + more);
          assert.deepEqual([...longer.validation], [...split.validation]);
          const shorter = unpackSplit(packed, rows, rows - 2);
          assert.deepEqual(
            [...shorter.test],
            [...split.test].filter((row) => row < rows - 2),
          );
          const some = { ...split, train: split.train.subarray(1) };
          assert.deepEqual(unpackSplit(packSplit(some, rows), rows, rows), some);
        },
      ),
    );
  });
});
