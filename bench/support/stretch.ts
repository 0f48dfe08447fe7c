/** The speed of a stretch of training, by the clock and by the processor's time. */
import { cpus } from 'node:os';

export interface Rates {
  readonly stepsPerSecond: number;
  /** Of the process, all its threads together: what else the machine does counts less there. */
  readonly stepsPerProcessorSecond: number;
  /** Processors that other programs kept busy meanwhile. */
  readonly others: number;
}

/** The channel on which a worker is asked for a stretch without recording; the answer are its rates. */
export const BARE_TURNS = 'nnspec-bare-turns';

/** Arguments of `Stretch`. */
export interface BareTurn {
  readonly seconds: number;
  readonly warmUp: number;
}

interface Moment {
  readonly time: number;
  /** Milliseconds of this process, and of the whole machine. */
  readonly own: number;
  readonly machine: number;
  readonly step: number;
}

/** About `seconds` of training, from `warmUp` seconds after now on. */
export class Stretch {
  readonly #from: number;
  readonly #until: number;
  #first: Moment | null = null;
  rates: Rates = { stepsPerSecond: NaN, stepsPerProcessorSecond: NaN, others: NaN };

  constructor(seconds: number, warmUp: number) {
    this.#from = performance.now() + warmUp * 1000;
    this.#until = this.#from + seconds * 1000;
  }

  /** True if it is time to stop; `step`: steps made so far. */
  at(step: number): boolean {
    const time = performance.now();
    if (time < this.#from) return false;
    this.#first ??= momentAt(time, step);
    if (time < this.#until) return false;
    const first = this.#first;
    const last = momentAt(time, step);
    const steps = last.step - first.step;
    const milliseconds = last.time - first.time;
    const own = last.own - first.own;
    this.rates = {
      stepsPerSecond: (steps * 1000) / milliseconds,
      stepsPerProcessorSecond: (steps * 1000) / own,
      others: (last.machine - first.machine - own) / milliseconds,
    };
    return true;
  }
}

function momentAt(time: number, step: number): Moment {
  const { user, system } = process.cpuUsage();
  const machine = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { time, own: (user + system) / 1000, machine, step };
}
