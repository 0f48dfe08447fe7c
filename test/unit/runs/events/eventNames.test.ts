import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventFiles, nextEventFile } from '../../../../src/runs/events/eventNames.ts';
import { makePlace } from '../support.ts';

describe('the names of event files', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());
  const touch = (name: string): Promise<void> => writeFile(join(place.folder, name), '');

  it('are numbered, so that they sort as they were written', async () => {
    const written: string[] = [];
    for (let count = 0; count < 12; count++) {
      const name = await nextEventFile(place.folder);
      assert.match(name, /^events\.out\.tfevents\.\d{10}\./);
      await touch(name);
      written.push(name);
    }
    assert.deepEqual(await eventFiles(place.folder), written);
    assert.deepEqual(written.toSorted(), written);
  });

  it('go on after those of earlier versions, which are read in the order of their count', async () => {
    // The clock was set back between the first and the second.
    const old = [
      'events.out.tfevents.1795800154.host.77.0',
      'events.out.tfevents.1700000000.host.9.1',
      'events.out.tfevents.1795800155.host.8.2',
    ];
    for (const name of old) await touch(name);
    const next = await nextEventFile(place.folder);
    await touch(next);
    assert.deepEqual(await eventFiles(place.folder), [...old, next]);
    // TensorBoard reads by name.
    assert.equal([...old, next].toSorted().at(-1), next);
  });
});
