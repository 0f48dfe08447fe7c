/** What the extension counts on from its host: if one of these is gone, other failures are not the extension's. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';

/** (module (func (result v128) i32.const 0 i8x16.splat)): valid exactly where WebAssembly has SIMD. */
const SIMD = Uint8Array.of(
  ...[
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 8, 1, 6, 0, 0x41, 0, 0xfd, 15,
    11,
  ],
);

describe('the extension host', () => {
  it('is the VS Code that the runner asked for', () => {
    const wanted = process.env['NNSPEC_TEST_VSCODE'];
    assert.ok(wanted !== undefined, 'the runner names no version');
    assert.equal(vscode.version.startsWith(wanted), true, `${vscode.version} is not ${wanted}`);
  });

  it('has a folder open and the extension in it', () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    assert.ok(vscode.extensions.getExtension('nnspec.nnspec'));
  });

  it('compiles WebAssembly SIMD', () => {
    assert.ok(WebAssembly.validate(SIMD));
  });

  it('starts worker threads and moves buffers to them and back', async () => {
    const source = `const { parentPort } = require('node:worker_threads');
      parentPort.once('message', (buffer) => parentPort.postMessage(buffer, [buffer]));`;
    const worker = new Worker(source, { eval: true });
    const buffer = new ArrayBuffer(8);
    const back = new Promise((resolve) => worker.once('message', resolve));
    worker.postMessage(buffer, [buffer]);
    assert.equal(buffer.byteLength, 0);
    const message = await back;
    assert.ok(message instanceof ArrayBuffer);
    assert.equal(message.byteLength, 8);
    await worker.terminate();
  });
});
