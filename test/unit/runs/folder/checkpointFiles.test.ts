/** A checkpoint is what was written, bit for bit, or it is refused and the intact ones are named. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { isIntact } from '../../../../src/base/seal.ts';
import { encodeCheckpoint, encodeSafetensors } from '../../../../src/engine/checkpoint.ts';
import type { CheckpointKind } from '../../../../src/run/checkpoints.ts';
import { checkpointNames, readCheckpointFile } from '../../../../src/runs/folder/checkpointFiles.ts';
import type { RunStore } from '../../../../src/runs/store.ts';
import { makePlace, makeRun } from '../support.ts';

const sha256 = (parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};
const tensors = [
  { name: 'dense.kernel', shape: [20, 5], values: Float32Array.from({ length: 100 }, Math.sin) },
];

describe('checkpoint files', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  let store: RunStore;
  before(async () => {
    place = await makePlace();
    store = await makeRun(place.folder);
    const write = async (kinds: CheckpointKind[], epoch: number): Promise<void> => {
      const bytes = encodeCheckpoint({ tensors, step: epoch * 4, epoch, scalars: { adam: 1 } });
      // In pieces, as large ones are.
      const common = { kinds, step: epoch * 4, epoch };
      await store.writeCheckpoint({ ...common, bytes: bytes.slice(0, 600).buffer, whole: false });
      await store.writeCheckpoint({ ...common, bytes: bytes.slice(600).buffer, whole: true });
    };
    await write(['best', 'epoch'], 1);
    await write(['last'], 2);
  });
  after(async () => {
    await store.close();
    await place.remove();
  });

  const pathOf = (name: string): string => join(store.folder, 'checkpoints', `${name}.safetensors`);
  const read = (name: string) =>
    readCheckpointFile(store.folder, name, (other) => ({ row: `Use ${other}.` }));

  const bytesOf = async (name: string) => Buffer.from((await read(name)) ?? new ArrayBuffer(0));

  it('are read as they were written, the newest first', async () => {
    assert.deepEqual(await checkpointNames(store.folder), ['last', 'best', 'epoch-1']);
    for (const name of await checkpointNames(store.folder)) {
      assert.deepEqual(await bytesOf(name), await readFile(pathOf(name)));
    }
    assert.equal(await read('epoch-7'), null);
    assert.equal(await read('../run'), null);
  });

  it('are refused when any bit of them has changed, or their end is missing', async () => {
    const whole = new Uint8Array(await readFile(pathOf('last')));
    assert.ok(isIntact(whole, sha256));
    for (let byte = 0; byte < whole.length; byte++) {
      const changed = whole.slice();
      changed[byte] = (changed[byte] ?? 0) ^ (1 << (byte % 8));
      assert.ok(!isIntact(changed, sha256), `byte ${byte}`);
    }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => !isIntact(whole.subarray(0, length), sha256)),
    );
  });

  it('name those that are intact when one is damaged', async () => {
    const whole = await readFile(pathOf('last'));
    const changed = Buffer.from(whole);
    changed[changed.length - 3] = (changed[changed.length - 3] ?? 0) ^ 1;
    await writeFile(pathOf('last'), changed);
    try {
      await assert.rejects(read('last'), (error: Error & { code: string }) => {
        assert.equal(error.code, 'NN-RUN-CHECKPOINT-BROKEN');
        assert.match(
          error.message,
          /Intact: best \(epoch 1, step 4\), epoch-1 \(epoch 1, step 4\)\. Use best\./,
        );
        return true;
      });
    } finally {
      await writeFile(pathOf('last'), whole);
    }
  });

  it('of earlier versions have no checksum, and are read', async () => {
    const old = encodeSafetensors(tensors, {
      format: 'nnspec',
      version: '1',
      step: '4',
      epoch: '1',
      scalars: '{}',
    });
    await writeFile(pathOf('epoch-3'), old);
    assert.deepEqual(await bytesOf('epoch-3'), Buffer.from(old));
    await writeFile(pathOf('epoch-3'), old.subarray(0, -1));
    await assert.rejects(read('epoch-3'), { code: 'NN-RUN-CHECKPOINT-BROKEN' });
  });
});
