/** Damaged files of every format: `npm run attack:data` tries thousands, in the process that a check has. */
import assert from 'node:assert/strict';
import { NnError } from '../../../src/base/errors.ts';
import { loadDataset } from '../../../src/data/load.ts';
import { damaged, generator, samples } from '../../support/mutations.ts';
import { piecesHostOf, specOf } from './support.ts';

const COUNT = 60;

describe('damaged files', () => {
  for (const [path, { bytes, data }] of samples()) {
    it(`of ${path} are read or refused with a reason`, async () => {
      const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 6, 0, 1, 2, 0, 1, 2);
      const spec = specOf({ source: path, split: { validation: 0 }, ...data });
      const random = generator(path.length);
      await loadDataset(spec, piecesHostOf({ [path]: bytes, labels }, 100, 1 << 26));
      for (let left = COUNT; left > 0; left--) {
        const wrong = damaged(bytes, random);
        try {
          await loadDataset(spec, piecesHostOf({ [path]: wrong, labels }, 100, 1 << 26));
        } catch (error) {
          if (NnError.is(error)) assert.match(error.code, /^NN-DATA-[A-Z-]+$/);
          else
            assert.ok(
              error instanceof RangeError,
              `${String(error)}: ${Buffer.from(wrong).toString('base64')}`,
            );
        }
      }
    });
  }
});
