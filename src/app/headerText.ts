/** The beginning of a data file, where the names of its columns are. Free of vscode. */
import { allowedPath, type AllowedRoots } from '../files/allowedPath.ts';
import { openPlain } from '../runs/folder/safePaths.ts';

/** Bytes of a data file that are enough for its first line. */
const HEADER_BYTES = 65_536;

/**
 * The beginning of an ordinary file as UTF-8; empty for a file that may not be read. Throws what the file system throws,
 * or `NN-RUN-LINK`.
 */
export async function headerText(file: string, roots: AllowedRoots): Promise<string> {
  const real = allowedPath(file, roots);
  if (real === null) return '';
  const handle = await openPlain(real, 'read');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
