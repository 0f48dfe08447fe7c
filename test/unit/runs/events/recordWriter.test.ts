import assert from 'node:assert/strict';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readEvents } from '../../../../src/runs/events/eventFile.ts';
import { RecordWriter } from '../../../../src/runs/events/recordWriter.ts';
import { StepLayout } from '../../../../src/runs/events/stepLayout.ts';

const TAGS = ['loss', 'learningRate', 'dense1/weightNorm'];
const [STEPS, COMPACT] = [StepLayout.scalars(TAGS), StepLayout.compact(TAGS)];
const EPOCHS = StepLayout.scalars(['train/loss', 'train/accuracy', 'validation/loss']);

describe('the writer of step records', () => {
  it('writes every record of layouts that take turns, row by row too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nnspec-records-'));
    try {
      let files = 0;
      await fc.assert(
        // More than fits a piece, sometimes.
        fc.asyncProperty(
          fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 6000 })), { maxLength: 6 }),
          async (turns) => {
            const path = join(folder, `events${String(files++)}`);
            const file = await open(path, 'ax');
            const writer = new RecordWriter(file);
            const told: number[][] = [];
            let size = 0;
            for (const [isStep, count] of turns) {
              const layout = isStep ? STEPS : EPOCHS;
              const first = told.length;
              // A fact before the values of each row, which is not written.
              const stride = layout.width + 1;
              const values = Float64Array.from({ length: count * stride }, (_, at) =>
                Math.fround(first + at / 7),
              );
              for (let row = 0; row < count; row++) {
                const own = values.subarray(row * stride + 1, (row + 1) * stride);
                told.push([first + row, first / 8 + row, ...(isStep ? own : [])]);
              }
              const bytes = await writer.append({
                count,
                layout: (row) => (isStep && row % 16 > 0 ? COMPACT : layout),
                wallTime: (row) => first / 8 + row,
                step: (row) => first + row,
                values,
                first: (row) => row * stride + 1,
              });
              size += bytes;
            }
            assert.equal((await file.stat()).size, size);
            await file.close();
            const read: number[][] = [];
            await readEvents(path, [STEPS, COMPACT], {
              step: (step, wallTime, values) => read.push([step, wallTime, ...values]),
              restart: () => undefined,
            });
            assert.deepEqual(
              read,
              told.filter((row) => row.length > 2),
            );
          },
        ),
        { numRuns: 20 },
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
