/** The states of files while they are read: a file that is being written has no valid table. */
import type { SpecPath } from '../../base/errors.ts';
import { problemAt, type AllowedFile } from './allowedFile.ts';

export class FileStates {
  readonly #first = new Map<string, AllowedFile>();

  /**
   * Keeps the first state of a file that it is told, and compares each later one with it.
   * @throws NnError NN-DATA-CHANGING at `key` of the spec
   */
  compare(path: string, now: AllowedFile, key: SpecPath): void {
    const first = this.#first.get(path);
    if (first === undefined) {
      this.#first.set(path, now);
      return;
    }
    const sized = now.size !== first.size;
    if (!sized && now.written === first.written && now.real === first.real) return;
    const what = sized
      ? `it had ${bytes(first.size)} and has ${bytes(now.size)} now`
      : 'it was written, or another file was put in its place';
    throw problemAt(
      key,
      'NN-DATA-CHANGING',
      `${path} has changed while it was read: ${what}. Nothing of it is used. ` +
        'Wait until the program that writes it is done, or let it write another file and rename that, and try again.',
    );
  }
}

function bytes(count: number): string {
  return `${String(count)} ${count === 1 ? 'byte' : 'bytes'}`;
}
