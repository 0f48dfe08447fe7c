/** Memory that goes back at once: V8's garbage collector sees no hurry in arrays, which lie outside of its heap. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';

/** A buffer that is transferred to a closed port is gone, and its memory at once. */
const { port1: nowhere, port2: closed } = new MessageChannel();
closed.close();

/** The array that `view` looks into must be its own, not one of a pool; it cannot be read afterwards. */
export function giveBack({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  if (buffer instanceof ArrayBuffer) nowhere.postMessage(null, [buffer]);
}

/**
 * Collects what loading has left behind before training takes its memory: some milliseconds, against as many megabytes
 * as the data has.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  // Only contexts that are made from then on have the function.
  const collect = runInNewContext('globalThis.gc') as (() => void) | undefined;
  setFlagsFromString('--no-expose-gc');
  collect?.();
}
