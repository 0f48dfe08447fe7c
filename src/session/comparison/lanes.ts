/** A few tasks at a time, in their order; between two of them everything can be made to wait. */
export class Lanes {
  readonly #count: number;
  #open: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  /** `count`: tasks at once. */
  constructor(count: number) {
    this.#count = Math.max(1, count);
  }

  /** No task begins until `resume`. */
  pause(): void {
    this.#release();
    this.#open = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  resume(): void {
    this.#release();
  }

  /** Resolves when `work` is done with every task. */
  async run<Task>(tasks: readonly Task[], work: (task: Task) => Promise<void>): Promise<void> {
    const left = tasks.values();
    const lane = async (): Promise<void> => {
      for (const task of left) {
        await this.#open;
        await work(task);
      }
    };
    await Promise.all(Array.from({ length: this.#count }, lane));
  }
}
