import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { crc32c, maskCrc } from '../../../../src/runs/events/crc32c.ts';
import { readEvents } from '../../../../src/runs/events/eventFile.ts';
import {
  histogramsRecord,
  restartRecord,
  scalarsRecord,
  sessionEndRecord,
  sessionStartRecord,
  textRecord,
  versionRecord,
} from '../../../../src/runs/events/eventRecords.ts';
import { readFields } from '../../../../src/runs/events/protobuf.ts';
import { StepLayout } from '../../../../src/runs/events/stepLayout.ts';

const TAGS = ['loss', 'learningRate', 'dense1/gradientNorm', '층/updateNorm'];
const LAYOUT = StepLayout.scalars(TAGS);
const COMPACT = StepLayout.compact(TAGS);

function stepRecord(
  step: number,
  wallTime: number,
  values: readonly number[],
  layout: StepLayout = LAYOUT,
): Uint8Array {
  const out = new Uint8Array(layout.recordBytes);
  layout.write(out, new DataView(out.buffer), 0, wallTime, step, Float64Array.from(values), 0);
  return out;
}

async function readBack(parts: readonly Uint8Array[], cut?: number) {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-events-'));
  try {
    const path = join(folder, 'events');
    await writeFile(path, Buffer.concat(parts));
    if (cut !== undefined) await truncate(path, cut);
    const steps: { step: number; wallTime: number; values: number[] }[] = [];
    const restarts: number[] = [];
    const histograms: unknown[] = [];
    const broken: number[] = [];
    const read = await readEvents(path, StepLayout.all(TAGS), {
      step: (step, wallTime, values) => steps.push({ step, wallTime, values: [...values] }),
      restart: (step) => restarts.push(step),
      histograms: (step, wallTime, list) => histograms.push({ step, wallTime, histograms: list }),
      broken: (bytes) => broken.push(bytes),
    });
    return { steps, restarts, histograms, broken, ...read };
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('event files', () => {
  it('computes CRC-32C and its mask as TFRecord defines them', () => {
    // The check value of CRC-32C, and RFC 3720's 32 zero bytes.
    assert.equal(crc32c(new TextEncoder().encode('123456789')), 0xe3069283);
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
    assert.equal(maskCrc(0xe3069283), (((0xe3069283 >>> 15) | (0xe3069283 << 17)) + 0xa282ead8) >>> 0);
  });

  it('writes the version record that TensorBoard writes', () => {
    // Made by tensorboard 2.21's RecordWriter from Event(wall_time=1700000000, file_version='brain.Event:2').
    const golden = '1800000000000000a37f4b220900000040fc54d9411a0d627261696e2e4576656e743a32eced8f9d';
    assert.equal(Buffer.from(versionRecord(1_700_000_000)).toString('hex'), golden);
  });

  it('gives a step record the CRC of its bytes', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 35 - 1),
        fc.double({ noNaN: true }),
        fc.array(fc.double(), { minLength: TAGS.length, maxLength: TAGS.length }),
        fc.constantFrom(LAYOUT, COMPACT),
        (step, time, values, layout) => {
          const record = stepRecord(step, time, values, layout);
          const view = new DataView(record.buffer);
          const stored = view.getUint32(record.length - 4, true);
          assert.equal(stored, maskCrc(crc32c(record, 12, record.length - 4)));
          const stepField = readFields(record.subarray(12, record.length - 4))?.find(
            ({ field }) => field === 2,
          );
          assert.equal(stepField?.value, step);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('writes well-formed Event messages', () => {
    const record = stepRecord(300, 12.5, [1, 2, 3, 4]);
    const fields = readFields(record.subarray(12, -4)) ?? [];
    assert.deepEqual(
      fields.map(({ field }) => field),
      [1, 2, 5],
    );
    assert.equal(fields[0]?.value, 12.5);
    assert.equal(fields[1]?.value, 300);
    const summary = fields[2]?.value;
    assert(summary instanceof Uint8Array);
    const values = (readFields(summary) ?? []).map(({ value }) => {
      assert(value instanceof Uint8Array);
      const [tag, number] = readFields(value) ?? [];
      assert(tag?.value instanceof Uint8Array);
      return [new TextDecoder().decode(tag.value), number?.value];
    });
    assert.deepEqual(
      values,
      TAGS.map((tag, index) => [tag, index + 1]),
    );
  });

  it('writes compact records that hold the first series by its name and the others as a tensor', () => {
    const record = stepRecord(300, 12.5, [1, 2, 3, 4], COMPACT);
    // Made by tensorboard 2.21.0's own classes: test/runs/verify_tensorboard.py --golden.
    const golden = JSON.parse(readFileSync('test/fixtures/runs/tensorboard-records.json', 'utf8')) as {
      readonly compact: string;
    };
    assert.equal(Buffer.from(record).toString('hex'), golden.compact);
    const many = Array.from({ length: 20 }, (_, index) => `layer${index}/gradientNorm`);
    assert(StepLayout.compact(many).recordBytes < StepLayout.scalars(many).recordBytes / 3);
    assert.equal(StepLayout.compact(['loss']).recordBytes, StepLayout.scalars(['loss']).recordBytes);
  });

  it('reads back what was written, whatever stands between', async () => {
    const { steps, restarts, end, rest } = await readBack([
      versionRecord(1),
      textRecord(1, 'spec', '{}'),
      stepRecord(1, 1.5, [0.5, 0.25, -1, Infinity]),
      scalarsRecord(2, 1, [['epoch/train/loss', 0.5]]),
      restartRecord(3, 2),
      stepRecord(2, 2.5, [1, 2, NaN, 4]),
      stepRecord(3, 3.5, [4, 3, NaN, 1], COMPACT),
    ]);
    assert.deepEqual(steps, [
      { step: 1, wallTime: 1.5, values: [0.5, 0.25, -1, Infinity] },
      { step: 2, wallTime: 2.5, values: [1, 2, NaN, 4] },
      { step: 3, wallTime: 3.5, values: [4, 3, NaN, 1] },
    ]);
    assert.deepEqual(restarts, [2]);
    assert(end > 0);
    assert.equal(rest, 0);
  });

  it('reads histograms back as they were written', async () => {
    const weights = {
      tag: 'dense1.kernel',
      edges: [-1, -0.5, 0.25, 2],
      counts: [3, 0, 5],
      sum: 1.5,
      sumSquares: 9,
    };
    const empty = { tag: '층.bias', edges: [0], counts: [], sum: 0, sumSquares: 0 };
    const { histograms } = await readBack([
      versionRecord(1),
      scalarsRecord(2, 45, [['epoch/train/loss', 0.5]]),
      histogramsRecord(3, 45, [weights, empty]),
    ]);
    assert.deepEqual(histograms, [{ step: 45, wallTime: 3, histograms: [weights, empty] }]);
  });

  it('writes what the hparams plugin of TensorBoard writes', () => {
    // Made by test/runs/verify_tensorboard.py --golden: tensorboard 2.21.0's own summary classes, serialized.
    const golden = JSON.parse(readFileSync('test/fixtures/runs/tensorboard-records.json', 'utf8')) as Record<
      string,
      string
    >;
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const parameters = new Map<string, string | number | boolean>([
      ['optimizer', 'adam'],
      ['optimizer.learningRate', 0.001],
      ['training.shuffle', true],
    ]);
    assert.equal(hex(sessionStartRecord(1_700_000_000, parameters)), golden['sessionStart']);
    assert.equal(hex(sessionEndRecord(1_700_000_060, true)), golden['sessionEnd']);
    assert.equal(hex(textRecord(1_700_000_000, 'spec', '    {}')), golden['text']);
    const histogram = { tag: 'dense1.kernel', edges: [-1, 0, 2], counts: [3, 5], sum: 1.5, sumSquares: 9 };
    assert.equal(hex(histogramsRecord(1_700_000_000, 45, [histogram])), golden['histogram']);
  });

  it('knows a torn tail at every length', async () => {
    const first = Buffer.concat([versionRecord(1), stepRecord(1, 1, [1, 2, 3, 4])]);
    const second = stepRecord(2, 2, [5, 6, 7, 8]);
    for (let cut = first.length; cut < first.length + second.length; cut += 7) {
      const { steps, broken, ...read } = await readBack([first, second], cut);
      assert.equal(steps.length, 1);
      assert.deepEqual(broken, []);
      const rest = cut - first.length;
      assert.deepEqual([read.end, read.rest, read.torn], [first.length, rest, rest > 0]);
    }
  });

  it('passes over a damaged record, and says how many bytes', async () => {
    const parts = [1, 2, 3].map((step) => stepRecord(step, step, [1, 2, 3, 4]));
    const damaged = parts[1];
    assert(damaged);
    damaged[14] = (damaged[14] ?? 0) ^ 1;
    const { steps, broken, rest } = await readBack([versionRecord(1), ...parts]);
    assert.deepEqual([steps.map(({ step }) => step), broken, rest], [[1, 3], [damaged.length], 0]);
  });

  it('tells damage at the end from a torn tail', async () => {
    const last = stepRecord(2, 2, [1, 2, 3, 4]);
    last[20] = (last[20] ?? 0) ^ 1;
    const { steps, rest, torn } = await readBack([stepRecord(1, 1, [1, 2, 3, 4]), last]);
    assert.deepEqual([steps.length, rest, torn], [1, last.length, false]);
  });

  it('reads every record that no flipped bit, lost or foreign bytes have hit', async () => {
    const records = Array.from({ length: 40 }, (_, index) =>
      index % 7 === 3
        ? scalarsRecord(index, index, [['epoch/train/loss', index]])
        : stepRecord(index, index, [index, 2, 3, 4], index % 5 === 0 ? LAYOUT : COMPACT),
    );
    const starts: number[] = [];
    let size = 0;
    for (const record of records) {
      starts.push(size);
      size += record.length;
    }
    const recordOf = (at: number): number => starts.findLastIndex((start) => start <= at);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(size - 1), fc.nat(7)), { minLength: 1, maxLength: 12 }),
        fc.option(fc.tuple(fc.nat(size - 1), fc.integer({ min: 1, max: 200 }), fc.boolean())),
        async (flips, change) => {
          const bytes = Buffer.concat(records);
          const hit = new Set<number>();
          for (const [at, bit] of flips) {
            bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
            hit.add(recordOf(at));
          }
          let parts = [bytes];
          if (change) {
            const [at, count, lost] = change;
            const after = lost ? at + count : at;
            parts = [bytes.subarray(0, at), ...(lost ? [] : [Buffer.alloc(count, 0)]), bytes.subarray(after)];
            for (let record = recordOf(at); record <= recordOf(Math.min(after, size - 1)); record++)
              hit.add(record);
          }
          const { steps, broken, rest } = await readBack(parts);
          const read = new Set(steps.map(({ step }) => step));
          for (let index = 0; index < records.length; index++)
            if (index % 7 !== 3 && !hit.has(index)) assert(read.has(index), `record ${index}`);
          // One that was hit twice in the same place is whole again.
          assert(steps.every(({ step, values }) => values.join() === [step, 2, 3, 4].join()));
          if (hit.size > 0 && read.size < 34) assert(broken.length + rest > 0);
        },
      ),
      { numRuns: 100 },
    );
  });
});
