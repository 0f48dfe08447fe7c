/** How fast a stretch of training is, by the clock and by the processor's time. */

export interface Rates {
  readonly stepsPerSecond: number;
  /** Of the process, all its threads together: what else the machine does counts less there. */
  readonly stepsPerProcessorSecond: number;
}

/** About `seconds` of training, from `warmUp` seconds after now on. */
export class Stretch {
  readonly #from: number;
  readonly #until: number;
  #first: { readonly time: number; readonly processor: NodeJS.CpuUsage; readonly step: number } | null = null;
  rates: Rates = { stepsPerSecond: NaN, stepsPerProcessorSecond: NaN };

  constructor(seconds: number, warmUp: number) {
    this.#from = performance.now() + warmUp * 1000;
    this.#until = this.#from + seconds * 1000;
  }

  /** Whether it is time to stop; `step`: steps made so far. */
  at(step: number): boolean {
    const time = performance.now();
    if (time < this.#from) return false;
    this.#first ??= { time, processor: process.cpuUsage(), step };
    if (time < this.#until) return false;
    const { user, system } = process.cpuUsage(this.#first.processor);
    const steps = step - this.#first.step;
    this.rates = {
      stepsPerSecond: (steps * 1000) / (time - this.#first.time),
      stepsPerProcessorSecond: (steps * 1e6) / (user + system),
    };
    return true;
  }
}
