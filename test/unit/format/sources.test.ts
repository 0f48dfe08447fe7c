import assert from 'node:assert/strict';
import { formatOf } from '../../../src/format/keys/sources.ts';

describe('the format of a file', () => {
  it('is told by its name, packed or not, also by those of MNIST', () => {
    const names = [
      'a.csv',
      'a.TAB.gz',
      'train-images-idx3-ubyte.gz',
      't10k-labels.idx1-ubyte',
      'idx3-ubyte.txt',
    ];
    assert.deepEqual(names.map(formatOf), ['csv', 'tsv', 'idx', 'idx', undefined]);
  });
});
