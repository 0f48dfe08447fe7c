/** Ctrl-C and SIGTERM: the first asks to stop (a checkpoint is written), the second ends the process. */
import { EXIT } from './command.ts';
import type { Io } from './io.ts';

export interface Interrupts {
  /** Aborted by a signal, or when stdout's reader has gone. */
  readonly signal: AbortSignal;
  /** Gives the signals their usual effect again. */
  release(): void;
}

export function catchInterrupts(io: Io, message: string): Interrupts {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    io.err(`\n${message}\n`);
    stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (io.closed.aborted) stop();
  else io.closed.addEventListener('abort', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
