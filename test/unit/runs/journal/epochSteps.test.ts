import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EpochSteps } from '../../../../src/runs/journal/epochSteps.ts';

describe('which step belongs to which epoch', () => {
  it('is known for any lengths of epochs, in whatever order it is asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 })), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 1200 }), { maxLength: 30 }),
        (stretches, asked) => {
          const ends: number[] = [];
          for (const [steps, epochs] of stretches)
            for (let epoch = 0; epoch < epochs; epoch++) ends.push((ends.at(-1) ?? 0) + steps);
          const known = new EpochSteps();
          for (const [index, end] of ends.entries()) known.add(index + 1, end);
          for (const step of [...ends, ...asked]) {
            const index = ends.findIndex((end) => end >= step);
            assert.equal(known.epochOf(step), (index < 0 ? ends.length : index) + 1);
          }
        },
      ),
    );
  });

  it('is known where epochs were left out', () => {
    const steps = (epoch: number): number => (epoch <= 40 ? epoch * 5 : 200 + (epoch - 40) * 3);
    const known = new EpochSteps();
    for (let epoch = 1; epoch <= 80; epoch++) {
      if (epoch > 16 && epoch % (epoch > 64 ? 8 : 4) !== 0) continue;
      known.add(epoch, steps(epoch));
    }
    for (let epoch = 1; epoch <= 88; epoch++) {
      for (let step = steps(epoch - 1) + 1; step <= steps(epoch); step++)
        assert.equal(known.epochOf(step), epoch, `step ${String(step)}`);
    }
  });
});
