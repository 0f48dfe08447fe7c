/** The journal as it is read back: what still counts after a restart. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { journalLine, readJournal, type JournalEntry } from '../../../src/runs/journal.ts';

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
});
