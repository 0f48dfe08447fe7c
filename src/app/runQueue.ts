/** The queue of runs that wait for a processor, in the order in which they came. */

/** A run that waits. */
export interface QueuedRun {
  readonly name: string;
  readonly specPath: string;
  /** Takes it out of the queue. */
  readonly cancel: () => void;
}

interface Waiting extends QueuedRun {
  readonly leave: (toBegin: boolean) => void;
}

export class RunQueue {
  readonly #waiting: Waiting[] = [];
  readonly #onLeft: () => void;

  /** `onLeft` hears that one has begun or was taken out: the others have moved up. */
  constructor(onLeft: () => void) {
    this.#onLeft = onLeft;
  }

  /** The next one first. */
  get runs(): readonly QueuedRun[] {
    return this.#waiting;
  }

  /** A run joins the queue; `turn` settles with true when it is to begin, and with false when it was taken out. */
  join(name: string, specPath: string): { readonly run: QueuedRun; readonly turn: Promise<boolean> } {
    let settle: (toBegin: boolean) => void = () => undefined;
    const turn = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    const leave = (toBegin: boolean): void => {
      const at = this.#waiting.indexOf(run);
      if (at < 0) return;
      this.#waiting.splice(at, 1);
      settle(toBegin);
      this.#onLeft();
    };
    const cancel = (): void => {
      leave(false);
    };
    const run: Waiting = { name, specPath, cancel, leave };
    this.#waiting.push(run);
    return { run, turn };
  }

  /** Begins the one that has waited longest. */
  beginNext(): void {
    this.#waiting[0]?.leave(true);
  }

  clear(): void {
    for (const { cancel } of [...this.#waiting]) cancel();
  }
}
