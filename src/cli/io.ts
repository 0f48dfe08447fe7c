/** The process as the commands see it: lines out, lines to stderr, and whether a person watches. */
import { once } from 'node:events';

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
      if (closed.aborted || stdout.write(text)) return;
      await Promise.race([once(stdout, 'drain'), gone]).catch(() => undefined);
    },
    err(text) {
      stderr.write(text);
    },
    closed,
  };
}

/** One object as one line, as `--json` promises. Non-finite numbers become null. */
export function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
