/** The beginning of a data file, where the names of its columns are. Free of vscode. */
import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { openPlain, requirePlainFolder } from '../runs/folder/safePaths.ts';

/** Bytes of a data file that are enough for its first line. */
const HEADER_BYTES = 65_536;

/**
 * The beginning of an ordinary file as UTF-8. In a workspace that is not trusted (`roots` are its folders; null: it
 * is) only of a file inside, without a link on the way. Throws what the file system throws, or `NN-RUN-LINK`; empty for
 * a file that must not be read.
 */
export async function headerText(file: string, roots: readonly string[] | null): Promise<string> {
  let real = file;
  if (roots === null) real = await realpath(file);
  else {
    const root = roots.find((folder) => file.startsWith(folder + sep));
    if (root === undefined) return '';
    await requirePlainFolder(file, root);
  }
  const handle = await openPlain(real, 'read');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
