/** Epochs as rows of one buffer: what goes in comes out, bit for bit. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ThinnedList } from '../../../src/base/thinned.ts';
import { type EpochRecord, EpochBuffer, EpochRows } from '../../../src/run/epochs.ts';

const number = fc.double();
const PLAIN = { noNullPrototype: true };
const records = fc
  .record({ validated: fc.boolean(), evaluated: fc.boolean(), extra: fc.boolean() })
  .chain(({ validated, evaluated, extra }) => {
    const metrics = fc.record({ loss: number, ...(extra ? { accuracy: number } : {}) }, PLAIN);
    return fc.array(
      fc.record(
        {
          epoch: fc.nat(),
          step: fc.nat(),
          train: metrics,
          ...(evaluated ? { trainEvaluated: metrics } : {}),
          ...(validated ? { validation: metrics } : {}),
          seconds: number,
          samplesPerSecond: number,
        },
        PLAIN,
      ),
      { minLength: 1, maxLength: 40 },
    );
  });

describe('epochs as rows', () => {
  it('are the records that were pushed, again and again', () => {
    fc.assert(
      fc.property(fc.nat(40), records, (cut, pushed) => {
        const buffer = new EpochBuffer();
        const told: EpochRecord[] = [];
        const take = (): void => {
          const frame = buffer.take();
          if (frame) told.push(...new EpochRows(frame).toArray());
        };
        (pushed as EpochRecord[]).forEach((record, index) => {
          buffer.push(record);
          if (index === cut) take();
        });
        take();
        assert.equal(buffer.take(), null);
        assert.deepEqual(told, pushed);
        assert.deepEqual(Object.keys(told[0] ?? {}), Object.keys(pushed[0] ?? {}));
      }),
    );
  });

  it('may have other metrics from one frame to the next', () => {
    const record = (epoch: number, more: Readonly<Record<string, number>>): EpochRecord => {
      const measured = { loss: epoch, ...more };
      return { epoch, step: epoch, train: measured, validation: measured, seconds: 1, samplesPerSecond: 2 };
    };
    const buffer = new EpochBuffer();
    for (const more of [{}, { unpenalizedLoss: 3, accuracy: 4 }, {}, { accuracy: 5 }]) {
      const pushed = Array.from({ length: 41 }, (_, index) => record(index, more));
      for (const one of pushed) buffer.push(one);
      const frame = buffer.take();
      assert.ok(frame);
      assert.deepEqual(new EpochRows(frame).toArray(), pushed);
    }
  });

  it('are thinned out as if they came one by one, without making those that are left out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 20 }), (counts) => {
        const rows = new ThinnedList<number>(8);
        const single = new ThinnedList<number>(8);
        let next = 0;
        for (const count of counts) {
          const first = next;
          rows.appendRows(count, (row) => first + row);
          for (; next < first + count; next++) single.append(next);
          assert.deepEqual(rows.toArray(), single.toArray());
          assert.equal(rows.latest, single.latest);
        }
      }),
    );
  });
});
