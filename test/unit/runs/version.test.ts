import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { ENGINE_VERSION } from '../../../src/runs/version.ts';

describe('the engine version', () => {
  it('is that of package.json', async () => {
    const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { readonly version: string };
    assert.equal(ENGINE_VERSION, manifest.version);
  });
});
