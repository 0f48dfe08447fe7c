/** The place where training waits until something has happened. */

export class Gate {
  #waiters: (() => void)[] = [];

  /** Until the gate opens, or for at most so many milliseconds. */
  async wait(most?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#waiters.push(resolve);
      if (most !== undefined) timer = setTimeout(resolve, most);
    });
    clearTimeout(timer);
  }

  /** Lets everyone through who waits. */
  open(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
