/** The states of files while they are read: a file that is being written has no valid table. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
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
      ? phrase('it had {before} and has {now} now', { before: bytes(first.size), now: bytes(now.size) })
      : phrase('it was written, or another file was put in its place');
    throw problemAt(key, sentence('NN-DATA-CHANGING', { path, what }));
  }
}

function bytes(count: number): Text {
  return count === 1 ? phrase('{count} byte', { count }) : phrase('{count} bytes', { count });
}
