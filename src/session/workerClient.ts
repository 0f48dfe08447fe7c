/** A trainer worker as the session sees it: calls, events, and its death. */
import { Worker } from 'node:worker_threads';
import { NnError } from '../base/errors.ts';
import { RpcClient, type Port } from '../protocol/rpc.ts';
import type { FrameColumns } from '../protocol/types.ts';
import type {
  CheckpointPiece,
  WorkerEvent,
  WorkerNotice,
  WorkerRequest,
  WorkerResults,
} from '../protocol/worker.ts';

export interface WorkerClientOptions {
  readonly workerPath: string;
  /** Bytes; bounds the worker's JavaScript heap (arrays are checked against the plan's estimate). */
  readonly memoryLimit: number;
  readonly onEvents: (events: readonly WorkerEvent[]) => void;
  /** The worker ended without being asked to. Called at most once; every pending call is rejected first. */
  readonly onDeath: (reason: NnError) => void;
}

const MEGABYTE = 2 ** 20;
/** Short-lived objects, three semi-spaces: V8 would let them grow to 48 MB before it looks, more than most data sets have. */
const YOUNG_MEGABYTES = 6;

export class WorkerClient {
  readonly #worker: Worker;
  readonly #rpc: RpcClient<WorkerRequest, WorkerResults, WorkerEvent>;
  #gone = false;

  constructor(options: WorkerClientOptions) {
    const worker = new Worker(options.workerPath, {
      execArgv: [],
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_MEGABYTES,
        maxOldGenerationSizeMb: Math.max(256, Math.min(4096, Math.ceil(options.memoryLimit / MEGABYTE))),
      },
    });
    this.#worker = worker;
    const port: Port = {
      post: (message, transfer) => {
        worker.postMessage(message, transfer);
      },
      listen: (listener) => worker.on('message', listener),
    };
    this.#rpc = new RpcClient<WorkerRequest, WorkerResults, WorkerEvent>(port, options.onEvents);
    const died = (reason: NnError): void => {
      if (this.#gone) return;
      this.#gone = true;
      this.#rpc.close(reason);
      options.onDeath(reason);
      void worker.terminate();
    };
    worker.on('error', (error) => {
      died(deathOf(error));
    });
    worker.on('messageerror', (error) => {
      died(new NnError('NN-WORKER-CRASHED', `A message of the training process was lost: ${error.message}`));
    });
    worker.on('exit', (code) => {
      died(new NnError('NN-WORKER-CRASHED', `The training process ended with exit code ${code}.`));
    });
  }

  call<Type extends WorkerRequest['type'] & keyof WorkerResults>(
    request: WorkerRequest & { readonly type: Type },
  ): Promise<WorkerResults[Type]> {
    return this.#rpc.call<Type>(request);
  }

  /** Nobody can read the frame's columns any more. */
  storedFrame({ values, epochs, seconds }: FrameColumns): void {
    const columns = { values, epochs, seconds };
    this.#notify({ type: 'stored', what: 'frame', columns }, [values, epochs, seconds]);
  }

  /** Nobody can read the piece's bytes any more. */
  storedCheckpoint({ bytes, whole }: CheckpointPiece): void {
    this.#notify({ type: 'stored', what: 'checkpoint', bytes, whole }, [bytes]);
  }

  #notify(notice: WorkerNotice, transfer: readonly ArrayBuffer[]): void {
    if (!this.#gone) this.#rpc.notify(notice, transfer);
  }

  /** Ends the worker at once. Pending calls are rejected; `onDeath` is not called. */
  async terminate(): Promise<void> {
    this.#gone = true;
    this.#rpc.close(new NnError('NN-RUN-ENDED', 'The run has ended.'));
    await this.#worker.terminate();
  }
}

function deathOf(error: unknown): NnError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new NnError(
      'NN-TRAIN-MEMORY',
      'The training process ran out of memory. Raise nnspec.maxMemory or use fewer rows or smaller layers.',
    );
  }
  return new NnError('NN-WORKER-CRASHED', `The training process failed: ${message}`);
}
