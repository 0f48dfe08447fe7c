/** The slowness of the machine at the moment, for tests that set a time limit to what a user feels. */

const TURNS = 5;
const ROUNDS = 30_000_000;
/** Milliseconds of the loop on a core of 2.8 GHz, the slowest that the limits are meant for. */
const USUAL = 40;

let state = 1;

/** 1, or by how much the processor is slower than it should be: one that is shared or throttled may have half of its speed. */
export function slowness(): number {
  const start = performance.now();
  for (let turn = 0; turn < TURNS; turn++) {
    // Each round waits for the one before, whatever else the processor can do at once.
    let next = state;
    for (let round = 0; round < ROUNDS; round++) next = (Math.imul(next, 1664525) + 1013904223) | 0;
    state = next;
  }
  return Math.max(1, (performance.now() - start) / (TURNS * USUAL));
}

/** A machine that is no slower than this counts as one that the limits are meant for. */
const NEARLY_USUAL = 1.15;
const SLACK = 10;

/**
 * How many times a limit may be exceeded on a machine that is `slow`. One whose processor is throttled or shared has its
 * memory, its disk and its other processor shared as well, by more than a loop can tell: there a test sees whether
 * things happen at all while the user waits, and only on a machine of the usual speed whether they are as fast as asked.
 */
export function slackOf(slow: number): number {
  return slow <= NEARLY_USUAL ? 1 : SLACK;
}
