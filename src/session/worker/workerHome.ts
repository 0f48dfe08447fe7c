/** The home of a worker: a thread of this process, or a process of its own, whose end ends nothing else. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/runs.ts';
import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { NnError } from '../../base/errors.ts';
import type { Port } from '../../protocol/rpc.ts';

export interface WorkerHome {
  readonly port: Port;
  /** `died` hears once that the worker ended, asked to or not. */
  listen(died: (reason: NnError) => void): void;
  end(): Promise<void>;
}

const MEGABYTE = 2 ** 20;
/** Short-lived objects, three semi-spaces: V8 would let them grow to 48 MB before it looks, more than most data sets have. */
const SEMI_SPACE_MEGABYTES = 2;

/** Megabytes of the worker's JavaScript heap; arrays lie outside of it and are checked against the limit themselves. */
function heapOf(memoryLimit: number): number {
  return Math.max(256, Math.min(4096, Math.ceil(memoryLimit / MEGABYTE)));
}

function crashed(how: Text): NnError {
  return new NnError(sentence('NN-WORKER-CRASHED.ended', { how }));
}

/** A thread: frames and checkpoints move to this one without being copied. */
export function threadHome(workerPath: string, memoryLimit: number): WorkerHome {
  const worker = new Worker(workerPath, {
    execArgv: [],
    resourceLimits: {
      maxYoungGenerationSizeMb: 3 * SEMI_SPACE_MEGABYTES,
      maxOldGenerationSizeMb: heapOf(memoryLimit),
    },
  });
  return {
    port: {
      post: (message, transfer) => {
        worker.postMessage(message, transfer);
      },
      listen: (listener) => worker.on('message', listener),
    },
    listen: (died) => {
      worker.on('error', (error) => {
        died(deathOf(error));
      });
      worker.on('messageerror', (error) => {
        died(new NnError(sentence('NN-WORKER-CRASHED.lost', { message: error.message })));
      });
      worker.on('exit', (code) => {
        died(crashed(phrase('The training process ended with exit code {code}', { code })));
      });
    },
    end: async () => {
      await worker.terminate();
    },
  };
}

function deathOf(error: unknown): NnError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new NnError(sentence('NN-TRAIN-MEMORY.process'));
  }
  return new NnError(sentence('NN-WORKER-CRASHED.failed', { message }));
}

/** A process: what ends it (V8 itself ends it where an array or its heap grows beyond all measure) ends nothing else. */
export function processHome(workerPath: string, memoryLimit: number): WorkerHome {
  const child = fork(workerPath, [String(memoryLimit)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [
      `--max-old-space-size=${String(heapOf(memoryLimit))}`,
      `--max-semi-space-size=${String(SEMI_SPACE_MEGABYTES)}`,
    ],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', kill);
      resolve();
    });
    // It never began: no exit will follow.
    child.once('error', () => {
      resolve();
    });
  });
  return {
    port: {
      post: (message) => {
        // Its end is told by its exit.
        if (child.connected) child.send(message as object, () => undefined);
      },
      listen: (listener) => child.on('message', listener),
    },
    listen: (died) => {
      child.once('error', ({ message }) => {
        died(new NnError(sentence('NN-WORKER-CRASHED.failed', { message })));
      });
      child.once('exit', (code, signal) => {
        died(
          crashed(
            signal === null
              ? phrase('The training process ended with exit code {code}', { code: String(code) })
              : phrase('The training process ended with {signal}', { signal }),
          ),
        );
      });
    },
    end: async () => {
      kill();
      await ended;
    },
  };
}
