/** The process as the commands see it: lines out, lines to stderr, and whether a person watches. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { oneLine, withoutSteering } from '../base/plainText.ts';

export interface Io {
  /** True if stdout is a terminal: a progress bar may be drawn. */
  readonly terminal: boolean;
  readonly columns: number;
  /** Writes to stdout; resolves when a slow reader has caught up. */
  out(text: string): Promise<void>;
  err(text: string): void;
  /** Aborted when stdout's reader has gone (`| head`). */
  readonly closed: AbortSignal;
}

export function processIo(): Io {
  const { stdout, stderr } = process;
  const closing = new AbortController();
  const closed = closing.signal;
  // EPIPE comes as an event, at any time after a write.
  stdout.on('error', () => {
    closing.abort();
  });
  stderr.on('error', () => undefined);
  // One for all: each would stay a listener for as long as the program runs.
  const gone = once(closed, 'abort');
  return {
    terminal: stdout.isTTY,
    get columns() {
      return stdout.columns || 80;
    },
    async out(text) {
      if (closed.aborted || stdout.write(plain(text))) return;
      await Promise.race([once(stdout, 'drain'), gone]).catch(() => undefined);
    },
    err(text) {
      stderr.write(plain(text));
    },
    closed,
  };
}

/**
 * Erases the line that the cursor is in. A random text stands for the terminal's sequence until it is written, so that no
 * name in a spec or a file can hold it.
 */
export const ERASE_LINE = `<erase ${randomUUID()}>`;

/** Text for a terminal: nothing in it steers the terminal but `ERASE_LINE`. */
function plain(text: string): string {
  return withoutSteering(text).replaceAll(ERASE_LINE, '\r\u001b[2K');
}

/** One object as one line, as `--json` promises. Non-finite numbers become null. */
export function jsonLine(value: object): string {
  // JSON leaves some that terminals obey as they are; inside of its strings they may be escaped as well.
  return `${oneLine(JSON.stringify(value))}\n`;
}
