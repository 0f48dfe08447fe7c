import assert from 'node:assert/strict';
import { crc32 } from '../../../src/base/crc32.ts';

describe('crc32', () => {
  it('is that of zip, in one piece or in several', () => {
    const bytes = new TextEncoder().encode('123456789');
    assert.equal(crc32(bytes), 0xcb_f4_39_26);
    assert.equal(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4))), 0xcb_f4_39_26);
    assert.equal(crc32(new Uint8Array(0)), 0);
  });
});
