import assert from 'node:assert/strict';
import { giveBack } from '../../../src/worker/memory.ts';

describe('memory that is given back', () => {
  it('is gone at once', () => {
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 200; index++) giveBack(new Uint8Array(1 << 20));
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.ok(grown < 20 << 20, `${String(grown)} bytes are still held`);
    const array = new Float32Array(8);
    giveBack(array);
    assert.equal(array.length, 0);
  });
});
