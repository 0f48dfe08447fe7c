import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointChoices } from '../../../../src/app/runs/checkpointChoices.ts';
import { JOURNAL_FILE, journalLine, type JournalEntry } from '../../../../src/runs/journal/journal.ts';
import { makePlace, makeRun } from '../../runs/support.ts';

const time = new Date(0).toISOString();

describe('the checkpoints to begin with', () => {
  it('are told with their epoch and loss', async () => {
    const place = await makePlace();
    try {
      const store = await makeRun(place.folder);
      await store.close();
      const entries: JournalEntry[] = [0.5, 0.25, 0.75].map((loss, at) => ({
        time,
        event: 'epoch',
        record: {
          ...{ epoch: at + 1, step: 4 * (at + 1), seconds: 1, samplesPerSecond: 1 },
          ...{ train: { loss: 1 }, validation: { loss } },
        },
      }));
      entries.push({ time, event: 'checkpoint', kind: 'best', step: 8 });
      await appendFile(join(store.folder, JOURNAL_FILE), entries.map(journalLine).join(''));
      for (const name of ['last', 'best', 'epoch-1', 'epoch-9'])
        await writeFile(join(store.folder, 'checkpoints', `${name}.safetensors`), '');
      const choices = await checkpointChoices(store.folder);
      assert.deepEqual(choices.map(({ name, description }) => [name, description]).sort(), [
        ['best', 'epoch 2 · val loss 0.25'],
        ['epoch-1', 'epoch 1 · val loss 0.5'],
        ['epoch-9', ''],
        ['last', 'epoch 3 · val loss 0.75'],
      ]);
    } finally {
      await place.remove();
    }
  });
});
