/** Gives memory back without waiting for the garbage collector, which sees no hurry in large arrays. */
import { MessageChannel } from 'node:worker_threads';

/** What is transferred to a closed port is gone, and its memory at once. */
const { port1: nowhere, port2: closed } = new MessageChannel();
closed.close();

/** The array that `view` looks into must be its own, not one of a pool; nobody can read it any more. */
export function giveBack({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  if (buffer instanceof ArrayBuffer) nowhere.postMessage(null, [buffer]);
}
