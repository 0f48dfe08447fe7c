import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type MetricFrame, copyFrame, frameWidth, lastSecond } from '../../../src/run/frames.ts';
import { FrameBuffer } from '../../../src/worker/frameBuffer.ts';

const WIDTH = 3;
const rowOf = (step: number): number[] => [step + 0.25, -step, step % 7 === 0 ? NaN : step / 3];

/** As a frame arrives on the other side: its arrays are gone here. */
function sent(frame: MetricFrame): MetricFrame {
  return structuredClone(frame, { transfer: [frame.values, frame.epochs, frame.seconds] });
}

describe('the buffer of frames', () => {
  it('sends every step once, whether and whenever the arrays come back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ steps: fc.nat(900), returns: fc.nat(3) }), { minLength: 1, maxLength: 12 }),
        (turns) => {
          const buffer = new FrameBuffer(WIDTH);
          const away: MetricFrame[] = [];
          let step = 0;
          let sequence = 0;
          for (const { steps, returns } of turns) {
            const firstStep = step + 1;
            for (let count = 0; count < steps; count++) {
              step++;
              buffer.push(step, step * 10, step / 1000, Float64Array.from(rowOf(step)));
            }
            const taken = buffer.take();
            assert.equal(taken === null, steps === 0);
            if (!taken) continue;
            const frame = sent(taken);
            away.push(frame);
            assert.deepEqual(
              [frame.sequence, frame.firstStep, frame.count, frameWidth(frame)],
              [sequence++, firstStep, steps, WIDTH],
            );
            assert.equal(lastSecond(frame), step / 1000);
            const { values, epochs, seconds } = copyFrame(frame);
            const expected = Array.from({ length: steps }, (_, row) => firstStep + row);
            assert.deepEqual([...new Float64Array(values)], expected.flatMap(rowOf));
            assert.deepEqual(
              [...new Float64Array(epochs)],
              expected.map((own) => own * 10),
            );
            assert.deepEqual(
              [...new Float64Array(seconds)],
              expected.map((own) => own / 1000),
            );
            for (const back of away.splice(0, returns)) buffer.giveBack(sent(back));
          }
        },
      ),
    );
  });

  it('uses arrays that came back again', () => {
    const buffer = new FrameBuffer(1);
    const row = Float64Array.of(1);
    const takeOne = (): MetricFrame => {
      buffer.push(1, 1, 1, row);
      const frame = buffer.take();
      assert.ok(frame);
      return frame;
    };
    const first = takeOne();
    buffer.giveBack(first);
    takeOne();
    assert.equal(takeOne().values, first.values);
  });

  it('keeps few of those that come back after a jam', () => {
    const buffer = new FrameBuffer(1);
    const jammed = new Set<ArrayBuffer>();
    for (let count = 0; count < 40; count++) {
      const columns = { values: new ArrayBuffer(8), epochs: new ArrayBuffer(8), seconds: new ArrayBuffer(8) };
      jammed.add(columns.values);
      buffer.giveBack(columns);
    }
    let used = 0;
    for (let step = 1; step <= 40; step++) {
      buffer.push(step, 1, 1, Float64Array.of(1));
      if (jammed.has(buffer.take()?.values ?? new ArrayBuffer(0))) used++;
    }
    assert.ok(used > 0 && used <= 4, `${used} used again`);
  });
});
