/** The mark of a file's content: its bytes and their hash, taken while a reader goes through the file. */
import { createHash } from 'node:crypto';

interface Piece {
  readonly bytes: Uint8Array;
  readonly done: number;
}

interface Listing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

interface FileMark {
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

export class FileMarks {
  readonly #read: (path: string) => AsyncIterable<Piece>;
  readonly #marks = new Map<string, FileMark>();

  constructor(read: (path: string) => AsyncIterable<Piece>) {
    this.#read = read;
  }

  /** The pieces of a file; the first time that all of them are read, the file gets its mark. */
  async *pieces(path: string): AsyncGenerator<Piece, void, void> {
    const hash = this.#marks.has(path) ? null : createHash('sha256');
    let bytes = 0;
    for await (const piece of this.#read(path)) {
      // Before it is handed on: its receiver may use its memory for the next one.
      hash?.update(piece.bytes);
      bytes += piece.bytes.length;
      yield piece;
    }
    if (hash) this.#marks.set(path, { bytes, hash: hash.digest('hex') });
  }

  /** The mark of a file; the file is read if not all of it was read before. */
  async of(path: string): Promise<FileMark> {
    const known = this.#marks.get(path);
    if (known) return known;
    let bytes = 0;
    const hash = createHash('sha256');
    for await (const piece of this.#read(path)) {
      hash.update(piece.bytes);
      bytes += piece.bytes.length;
    }
    const mark = { bytes, hash: hash.digest('hex') };
    this.#marks.set(path, mark);
    return mark;
  }

  /** One mark of a folder, of the names and contents of all that `list` finds in it and its sub-folders; `after` sees each. */
  async ofFolder(
    folder: string,
    list: (path: string) => Listing,
    after: (path: string) => void,
  ): Promise<FileMark> {
    const hash = createHash('sha256');
    let bytes = 0;
    const visit = async (path: string): Promise<void> => {
      const { files, folders } = list(path);
      for (const name of [...files].sort()) {
        const inner = `${path}/${name}`;
        const mark = await this.of(inner);
        after(inner);
        bytes += mark.bytes;
        hash.update(JSON.stringify([inner.slice(folder.length), mark.hash]));
      }
      for (const name of [...folders].sort()) await visit(`${path}/${name}`);
    };
    await visit(folder);
    return { bytes, hash: hash.digest('hex') };
  }
}

/** The mark of a file whose bytes are in memory. */
export function markOf(bytes: Uint8Array): FileMark {
  return { bytes: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') };
}
