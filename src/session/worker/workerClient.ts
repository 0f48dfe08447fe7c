/** A trainer worker as the session sees it: calls, events, and its death. */
import { sentence } from '../../base/problems/runs.ts';
import { NnError } from '../../base/errors.ts';
import { RpcClient } from '../../protocol/rpc.ts';
import type { FrameColumns } from '../../run/frames.ts';
import type { WorkerEvent, WorkerNotice, WorkerRequest, WorkerResults } from '../../protocol/worker.ts';
import type { CheckpointPiece } from '../../run/checkpoints.ts';
import { processHome, threadHome, type WorkerHome } from './workerHome.ts';

export interface WorkerClientOptions {
  readonly workerPath: string;
  /** A run trains in a thread, near the code that stores its frames. Checks and predictions read data in a process of their own. */
  readonly home: 'thread' | 'process';
  /** Bytes; bounds the worker's JavaScript heap (arrays are checked against the plan's estimate). */
  readonly memoryLimit: number;
  readonly onEvents: (events: readonly WorkerEvent[]) => void;
  /** The worker ended without being asked to. Called at most once; every pending call is rejected first. */
  readonly onDeath: (reason: NnError) => void;
}

export class WorkerClient {
  readonly #home: WorkerHome;
  readonly #rpc: RpcClient<WorkerRequest, WorkerResults, WorkerEvent>;
  #gone = false;

  constructor(options: WorkerClientOptions) {
    const open = options.home === 'thread' ? threadHome : processHome;
    const home = open(options.workerPath, options.memoryLimit);
    this.#home = home;
    this.#rpc = new RpcClient<WorkerRequest, WorkerResults, WorkerEvent>(home.port, options.onEvents);
    home.listen((reason) => {
      if (this.#gone) return;
      this.#gone = true;
      this.#rpc.close(reason);
      options.onDeath(reason);
      void home.end();
    });
  }

  call<Type extends WorkerRequest['type'] & keyof WorkerResults>(
    request: WorkerRequest & { readonly type: Type },
  ): Promise<WorkerResults[Type]> {
    return this.#rpc.call<Type>(request);
  }

  /** The frame's columns cannot be read afterwards. */
  storedFrame({ values, epochs, seconds }: FrameColumns): void {
    const columns = { values, epochs, seconds };
    this.#notify({ type: 'stored', what: 'frame', columns }, [values, epochs, seconds]);
  }

  /** The piece's bytes cannot be read afterwards. */
  storedCheckpoint({ bytes, whole }: CheckpointPiece): void {
    this.#notify({ type: 'stored', what: 'checkpoint', bytes, whole }, [bytes]);
  }

  #notify(notice: WorkerNotice, transfer: readonly ArrayBuffer[]): void {
    if (!this.#gone) this.#rpc.notify(notice, transfer);
  }

  /** Ends the worker at once. Pending calls are rejected, with `reason`; `onDeath` is not called. */
  async terminate(reason = new NnError(sentence('NN-RUN-ENDED'))): Promise<void> {
    this.#gone = true;
    this.#rpc.close(reason);
    await this.#home.end();
  }
}
