/**
 * Threads over one shared memory, joined at every operation. An operation is cut into parts that write different
 * elements, and each element is computed as one thread would compute it. So the number of threads never changes a
 * bit. Training itself measures which operations of which size are worth cutting, since the result is the same either
 * way.
 */
import { sentence } from '../../base/problems/runs.ts';
import { NnError } from '../../base/errors.ts';
import { ARGUMENTS_AT, LINE, MOST_ARGUMENTS } from './layout.ts';
import type { KernelMemory } from './cutting.ts';
import type { Part } from './cutting.ts';

// The words of the control block. Each helper's answer has a cache line of its own.
const TICKET = 0;
const OPERATION = 1;
const SLEEPERS = 2;
const WAITING = 3;
const FAILED = 4;
const ANSWERS = 16;

/** The low bits of a ticket say how many threads take part, the others count: one word that is read at once. */
const PARTICIPANTS = 0xff;
const NEXT_TICKET = 0x100;
/** A helper's answer once it can work. */
const READY = -1;

/**
 * Looks at a word before a thread goes to sleep. A helper looks for up to about a millisecond, so that it is awake for the next
 * operation after one that is not cut; the leader for less, since all parts are about as long.
 */
const HELPER_SPINS = 500_000;
const LEADER_SPINS = 100_000;
/** Number of seconds that the leader waits for a helper that does not answer. */
const PATIENCE = 30;

/** Operations cheaper than this many nanoseconds of work are over before a helper could begin. */
const LEAST_WORK = 4000;
const SAMPLES = 5;
/** More than there are parts. */
const MOST_PARTS = 64;
/**
 * An operation is measured anew after so many milliseconds, since other programs come and go; later if measuring takes
 * long: for so many times what it has taken.
 */
const REST = 500;
const REST_SHARE = 50;

interface Control {
  readonly words: Int32Array;
  readonly args: Float64Array;
}

function controlOf({ memory, controlAt }: KernelMemory): Control {
  return {
    words: new Int32Array(memory.buffer, controlAt, ARGUMENTS_AT / 4),
    args: new Float64Array(memory.buffer, controlAt + ARGUMENTS_AT, MOST_ARGUMENTS),
  };
}

/** The times of one operation of one size so far, by number of threads. */
interface Tuning {
  /** Threads to work with until `until`, by the clock. */
  threads: number;
  until: number;
  /** Milliseconds that measuring has taken so far. */
  spent: number;
  /** Index of the candidate that is being measured. */
  candidate: number;
  /** Milliseconds, of the candidate that is being measured. */
  times: number[];
  best: number;
  bestThreads: number;
}

/** 1, 2, 4 … and all threads. */
function candidatesOf(threads: number): number[] {
  const candidates: number[] = [];
  for (let count = 1; count < threads; count *= 2) candidates.push(count);
  candidates.push(threads);
  return candidates;
}

/** The thread that trains, and its helpers. */
export class Team {
  /** Most threads that an operation can have, this one included. */
  readonly threads: number;
  readonly #memory: KernelMemory;
  readonly #control: Control;
  readonly #tunings = new Map<number, Tuning>();
  #ticket = 0;
  /** Helpers that have answered that they are ready; they become ready one by one. */
  #ready = 0;
  #candidates: readonly number[] = [1];

  /**
   * Work for this thread, done once: while the others begin with the next operation that is cut, unless that one is being
   * measured.
   */
  meanwhile: (() => void) | null = null;

  /** Cuts every operation among all threads, worth it or not. */
  readonly #cutsAll: boolean;

  /**
   * @param threads helpers and this thread; each helper must run `serve` with its number from 1 on.
   * @param cutsAll for tests, whose operations are small: waits for the helpers, then cuts every operation among all.
   */
  constructor(memory: KernelMemory, threads: number, cutsAll = false) {
    this.threads = threads;
    this.#cutsAll = cutsAll;
    this.#memory = memory;
    this.#control = controlOf(memory);
  }

  /** True if `nanoseconds` of work could be worth cutting at all. */
  wants(nanoseconds: number): boolean {
    return this.threads > 1 && (this.#cutsAll || nanoseconds > LEAST_WORK);
  }

  /**
   * Runs an operation.
   * @param nanoseconds about what it takes; together with the operation it tells sizes apart
   * @throws NnError NN-TRAIN-THREADS if a helper does not answer any more
   */
  run<Name extends string>(
    part: Part<Name>,
    nanoseconds: number,
    args: Readonly<Record<Name, number>>,
  ): void {
    if (this.#cutsAll) {
      this.#awaitHelpers();
      this.#share(part, this.#numberOf(part), args, this.threads, true);
      return;
    }
    if (!this.wants(nanoseconds) || !this.#anyReady()) {
      part.run(this.#memory, args, 0, 1);
      return;
    }
    const number = this.#numberOf(part);
    const key = nanoseconds * MOST_PARTS + number;
    let tuning = this.#tunings.get(key);
    if (!tuning) {
      tuning = { threads: 1, until: 0, spent: 0, candidate: 0, times: [], best: Infinity, bestThreads: 1 };
      this.#tunings.set(key, tuning);
    }
    const start = performance.now();
    if (start < tuning.until) {
      this.#share(part, number, args, tuning.threads, true);
      return;
    }
    const threads = this.#candidates[tuning.candidate] ?? 1;
    this.#share(part, number, args, threads, false);
    const taken = performance.now() - start;
    tuning.times.push(taken);
    tuning.spent += taken;
    if (tuning.times.length === SAMPLES) this.#judge(tuning, threads);
  }

  /** The median speaks for a candidate: the first call may have had to wake the helpers. */
  #judge(tuning: Tuning, threads: number): void {
    const median = tuning.times.sort((a, b) => a - b)[SAMPLES >> 1] ?? Infinity;
    if (median < tuning.best) {
      tuning.best = median;
      tuning.bestThreads = threads;
    }
    tuning.times = [];
    tuning.candidate++;
    if (tuning.candidate < this.#candidates.length) return;
    tuning.threads = tuning.bestThreads;
    tuning.until = performance.now() + Math.max(REST, REST_SHARE * tuning.spent);
    tuning.spent = 0;
    tuning.candidate = 0;
    tuning.best = Infinity;
  }

  #anyReady(): boolean {
    const { words } = this.#control;
    while (this.#ready < this.threads - 1) {
      if (Atomics.load(words, ANSWERS + this.#ready * LINE) !== READY) break;
      this.#ready++;
      this.#candidates = candidatesOf(this.#ready + 1);
      this.#tunings.clear();
    }
    return this.#ready > 0;
  }

  #awaitHelpers(): void {
    const { words } = this.#control;
    for (; this.#ready < this.threads - 1; this.#ready++) {
      const answer = ANSWERS + this.#ready * LINE;
      // A helper does not signal that it is ready, so look again every millisecond.
      for (let waited = 0; Atomics.load(words, answer) !== READY; waited++) {
        if (waited > PATIENCE * 1000) throw new Error('A helper thread does not start.');
        Atomics.wait(words, WAITING, 0, 1);
      }
    }
  }

  /** The number by which all threads find the part. */
  #numberOf(part: Part): number {
    const number = this.#memory.parts.indexOf(part);
    if (number < 0) throw new RangeError('The part is not in the list that the threads share.');
    return number;
  }

  #share<Name extends string>(
    part: Part<Name>,
    number: number,
    args: Readonly<Record<Name, number>>,
    threads: number,
    hasTime: boolean,
  ): void {
    if (threads === 1) {
      part.run(this.#memory, args, 0, 1);
      return;
    }
    const { words, args: shared } = this.#control;
    const { taken } = this.#memory;
    words[OPERATION] = number;
    for (let thread = 0; thread < threads; thread++) taken[thread * LINE] = 0;
    part.names.forEach((name, index) => {
      shared[index] = args[name];
    });
    this.#ticket = ((this.#ticket & ~PARTICIPANTS) + NEXT_TICKET) | threads;
    Atomics.store(words, TICKET, this.#ticket);
    if (Atomics.load(words, SLEEPERS) > 0) Atomics.notify(words, TICKET);
    if (hasTime && this.meanwhile) {
      const work = this.meanwhile;
      this.meanwhile = null;
      work();
    }
    part.run(this.#memory, args, 0, threads);
    for (let helper = 1; helper < threads; helper++) this.#join(ANSWERS + (helper - 1) * LINE);
    if (words[FAILED] !== 0) throw new Error('A helper thread failed.');
  }

  #join(answer: number): void {
    const { words } = this.#control;
    for (let spins = 0; spins < LEADER_SPINS; spins++) {
      if (Atomics.load(words, answer) === this.#ticket) return;
    }
    Atomics.store(words, WAITING, 1);
    for (let tries = 0; tries < PATIENCE; tries++) {
      const seen = Atomics.load(words, answer);
      if (seen === this.#ticket) {
        Atomics.store(words, WAITING, 0);
        return;
      }
      if (Atomics.wait(words, answer, seen, 1000) !== 'timed-out') tries = 0;
    }
    throw new NnError(sentence('NN-TRAIN-THREADS', { seconds: PATIENCE }));
  }
}

/** The arguments that the leader has put down. */
function named({ names }: Part, args: Float64Array): Record<string, number> {
  const found: Record<string, number> = {};
  names.forEach((name, index) => {
    found[name] = args[index] ?? NaN;
  });
  return found;
}

/** A helper's work: takes part in one operation after the other until its thread is ended. Does not return. */
export function serve(memory: KernelMemory, helper: number): never {
  const { words, args } = controlOf(memory);
  const answer = ANSWERS + (helper - 1) * LINE;
  let seen = Atomics.load(words, TICKET);
  Atomics.store(words, answer, READY);
  for (;;) {
    const ticket = nextTicket(words, seen);
    seen = ticket;
    const threads = ticket & PARTICIPANTS;
    if (helper >= threads) continue;
    try {
      const part = memory.parts[words[OPERATION] ?? 0];
      part?.run(memory, named(part, args), helper, threads);
    } catch {
      Atomics.store(words, FAILED, 1);
    }
    Atomics.store(words, answer, ticket);
    if (Atomics.load(words, WAITING) !== 0) Atomics.notify(words, answer);
  }
}

function nextTicket(words: Int32Array, seen: number): number {
  for (let spins = 0; spins < HELPER_SPINS; spins++) {
    const ticket = Atomics.load(words, TICKET);
    if (ticket !== seen) return ticket;
  }
  for (;;) {
    Atomics.add(words, SLEEPERS, 1);
    Atomics.wait(words, TICKET, seen);
    Atomics.sub(words, SLEEPERS, 1);
    const ticket = Atomics.load(words, TICKET);
    if (ticket !== seen) return ticket;
  }
}
