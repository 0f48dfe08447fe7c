/** The journal as it is read back: what still counts after a restart. */
import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EpochRecord, epochFrame } from '../../../../src/run/epochs.ts';
import {
  epochLines,
  journalLine,
  lastEpochIn,
  type JournalEntry,
} from '../../../../src/runs/journal/journal.ts';
import { EPOCHS_AT_HAND, journalEpochs, readJournal } from '../../../../src/runs/journal/journalReader.ts';

const record = (epoch: number, loss: number): EpochRecord => ({
  epoch,
  step: epoch * 5,
  train: { loss, accuracy: 1 / 3 },
  trainEvaluated: { loss: loss / 7, accuracy: 1 / 3 },
  validation: { loss: loss / 3, accuracy: 0.1 },
  seconds: epoch / 11,
  samplesPerSecond: 1e6 / epoch,
});

describe('the journal', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'nnspec-journal-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function kept(...entries: JournalEntry[]): Promise<unknown> {
    const file = path.join(folder, 'journal.ndjson');
    await writeFile(file, entries.map(journalLine).join(''));
    return (await readJournal(file)).checkpoints;
  }
  const checkpoint = (kind: 'best' | 'epoch', step: number): JournalEntry => ({
    time: '',
    event: 'checkpoint',
    kind,
    step,
  });

  it('knows the checkpoints of epochs and the last of the best', async () => {
    assert.deepEqual(await kept(checkpoint('best', 10), checkpoint('epoch', 10), checkpoint('best', 20)), [
      { kind: 'epoch', step: 10 },
      { kind: 'best', step: 20 },
    ]);
  });

  it('drops what a restart has made void, and counts a checkpoint made again once', async () => {
    const restart: JournalEntry = { time: '', event: 'restart', step: 15 };
    assert.deepEqual(
      await kept(checkpoint('epoch', 10), checkpoint('epoch', 20), restart, checkpoint('epoch', 20)),
      [
        { kind: 'epoch', step: 10 },
        { kind: 'epoch', step: 20 },
      ],
    );
    assert.deepEqual(await kept(checkpoint('epoch', 20), restart), []);
  });

  it('counts an epoch once whose last step was before a restart and whose end comes after it again', async () => {
    const epoch = (number: number, loss: number): JournalEntry => ({
      time: '',
      event: 'epoch',
      record: {
        epoch: number,
        step: number * 5,
        train: { loss },
        trainEvaluated: { loss },
        seconds: 1,
        samplesPerSecond: 1,
      },
    });
    const restart: JournalEntry = { time: '', event: 'restart', step: 10, epochs: 1 };
    const file = path.join(folder, 'journal.ndjson');
    const write = (...entries: JournalEntry[]) => writeFile(file, entries.map(journalLine).join(''));
    const epochs = async () =>
      (await readJournal(file)).epochs.map(({ epoch, train }) => [epoch, train['loss']]);
    await write(epoch(1, 0.9), epoch(2, 0.8), restart, epoch(2, 0.7));
    assert.deepEqual(await epochs(), [
      [1, 0.9],
      [2, 0.7],
    ]);
    await write(epoch(1, 0.9), epoch(2, 0.8), restart);
    assert.deepEqual(await epochs(), [[1, 0.9]]);
    assert.equal(lastEpochIn(await readFile(file, 'utf8'))?.epoch, 1);
    // A journal that does not say how many epochs were over.
    await write(epoch(1, 0.9), epoch(2, 0.8), { time: '', event: 'restart', step: 10 });
    assert.equal((await epochs()).length, 2);
  });

  it('gives each epoch a line where there are few, and packs thousands into lines that are as exact', async () => {
    const file = path.join(folder, 'journal.ndjson');
    const few = Array.from({ length: 5 }, (_, index) => record(index + 1, Math.PI / (index + 1)));
    const many = Array.from({ length: 5000 }, (_, index) => record(index + 6, Math.E / (index + 6)));
    const text = epochLines(epochFrame(few), '') + epochLines(epochFrame(many), '');
    assert.equal(text.match(/"event":"epoch"/g)?.length, 5);
    assert.ok(text.length < 5000 * 60);
    await writeFile(file, text);
    assert.deepEqual((await readJournal(file)).epochs, [...few, ...many]);
    assert.deepEqual(lastEpochIn(text.slice(-(1 << 16))), many.at(-1));
    // A kill in the middle of a line, and a restart from within a packed one.
    await writeFile(file, text.slice(0, -100));
    const torn = (await readJournal(file)).epochs;
    assert.ok(torn.length > 4800 && torn.length < 5005);
    const restart: JournalEntry = { time: '', event: 'restart', step: 4700 * 5, epochs: 4700 };
    await writeFile(file, text + journalLine(restart) + epochLines(epochFrame([record(4701, 9)]), ''));
    const epochs = (await readJournal(file)).epochs;
    assert.deepEqual([epochs.length, epochs.at(-2)?.epoch, epochs.at(-1)?.train['loss']], [4701, 4700, 9]);
    assert.equal(lastEpochIn(text + journalLine(restart))?.epoch, 4700);
  });

  it('is read with the packed lines of earlier versions, which were not deflated', async () => {
    const file = path.join(folder, 'journal.ndjson');
    const many = Array.from({ length: 100 }, (_, index) => record(index + 1, 1 / (index + 1)));
    const { count, metrics, values } = epochFrame(many);
    const packed = { count, metrics, values: Buffer.from(values).toString('base64') };
    await writeFile(file, journalLine({ time: '', event: 'epochs', ...packed }));
    assert.deepEqual((await readJournal(file)).epochs, many);
  });

  it('is read at any length, with every epoch in it and few at hand', async () => {
    const file = path.join(folder, 'journal.ndjson');
    const COUNT = 300_000;
    const AT_ONCE = 10_000;
    const out = await open(file, 'w');
    for (let first = 1; first <= COUNT; first += AT_ONCE) {
      const many = Array.from({ length: AT_ONCE }, (_, index) => record(first + index, 1 / (first + index)));
      await out.appendFile(epochLines(epochFrame(many), ''));
    }
    await out.close();
    const { epochs, epochCount, epochSteps } = await readJournal(file);
    assert.equal(epochCount, COUNT);
    assert.ok(epochs.length <= EPOCHS_AT_HAND + 1);
    assert.deepEqual([epochs[0], epochs.at(-1)], [record(1, 1), record(COUNT, 1 / COUNT)]);
    for (const epoch of [1, 2, 77_777, COUNT]) assert.equal(epochSteps.epochOf(epoch * 5 - 3), epoch);
    let next = 1;
    for await (const some of journalEpochs(file)) for (const { epoch } of some) assert.equal(epoch, next++);
    assert.equal(next, COUNT + 1);
  });

  it('is read without the lines that are damaged', async () => {
    const file = path.join(folder, 'journal.ndjson');
    const many = epochLines(epochFrame(Array.from({ length: 100 }, (_, index) => record(index + 1, 1))), '');
    const text = many + epochLines(epochFrame([record(101, 1)]), '');
    for (let at = 0; at < text.length; at += 397) {
      for (const other of ['x', '9', '\n']) {
        await writeFile(file, text.slice(0, at) + other + text.slice(at + 1));
        assert.ok((await readJournal(file)).epochs.length <= 101);
      }
    }
  });
});
