import assert from 'node:assert/strict';
import { RunData } from '../../../webview/data/runData.ts';
import { TimeCursor } from '../../../webview/timeCursor.ts';

/** Steps of a run with a row every `every` steps, and an epoch every ten steps. */
function runOf(steps: number, every = 1): RunData {
  const run = new RunData(['loss'], 10);
  add(run, 0, steps, every);
  for (let epoch = 1; epoch * 10 <= steps; epoch += 1) {
    run.addEpoch({ epoch, step: epoch * 10, train: { loss: epoch }, seconds: 1, samplesPerSecond: 1 });
  }
  return run;
}

function add(run: RunData, sequence: number, steps: number, every: number): void {
  const at = Float64Array.from({ length: Math.floor(steps / every) }, (_, row) => (row + 1) * every);
  run.add({
    sequence,
    firstStep: at[0] ?? 1,
    count: at.length,
    values: at.map((step) => 1 / step).buffer,
    epochs: at.map((step) => Math.ceil(step / 10)).buffer,
    seconds: at.map((step) => step / 100).buffer,
    steps: at.buffer,
  });
}

function cursorOn(run: RunData): { cursor: TimeCursor; moves: () => number } {
  let moves = 0;
  const cursor = new TimeCursor(() => {
    moves += 1;
  });
  cursor.follow(run, 'step', true);
  return { cursor, moves: () => moves };
}

describe('the time cursor', () => {
  it('goes back and on by recorded steps, and beyond the last one to the present', () => {
    const { cursor, moves } = cursorOn(runOf(30, 3));
    assert.equal(cursor.step, null);
    cursor.move(-1, 'step');
    assert.equal(cursor.step, 27);
    cursor.move(-1, 'step');
    assert.deepEqual([cursor.step, cursor.heldX, cursor.x, cursor.row], [24, 24, 24, 7]);
    cursor.move(1, 'step');
    cursor.move(1, 'step');
    assert.equal(cursor.step, null);
    assert.equal(cursor.x, null);
    assert.equal(moves(), 4);
  });

  it('stays at the first recorded step', () => {
    const { cursor, moves } = cursorOn(runOf(30));
    cursor.goToRow(0);
    cursor.move(-1, 'step');
    cursor.move(-1, 'epoch');
    assert.deepEqual([cursor.step, moves()], [1, 1]);
  });

  it('goes to the ends of epochs', () => {
    const { cursor } = cursorOn(runOf(35));
    cursor.move(-1, 'epoch');
    assert.equal(cursor.step, 30);
    cursor.move(-1, 'epoch');
    assert.equal(cursor.step, 20);
    cursor.move(-1, 'step');
    cursor.move(1, 'epoch');
    assert.equal(cursor.step, 20);
    cursor.move(1, 'epoch');
    cursor.move(1, 'epoch');
    assert.equal(cursor.step, null);
  });

  it('goes to the step nearest to an x of the axis in view', () => {
    const run = runOf(30);
    const { cursor } = cursorOn(run);
    cursor.follow(run, 'epoch', true);
    cursor.goToX(1.21);
    assert.equal(cursor.step, 12);
    assert.equal(cursor.heldX, 1.2);
    cursor.goToX(NaN);
    assert.equal(cursor.step, 12);
  });

  it('gives the pointer precedence, and has the step again when it has left', () => {
    const { cursor } = cursorOn(runOf(30));
    cursor.goToRow(4);
    cursor.pointerX = 20;
    assert.deepEqual([cursor.x, cursor.heldX], [20, 5]);
    cursor.pointerX = null;
    assert.equal(cursor.x, 5);
  });

  it('is at the present again once the run goes on or has a new step', () => {
    const run = runOf(30);
    const { cursor } = cursorOn(run);
    cursor.goToRow(4);
    cursor.follow(run, 'step', true);
    assert.equal(cursor.step, 5);
    cursor.follow(run, 'step', false);
    assert.equal(cursor.step, null);
    cursor.follow(run, 'step', true);
    cursor.goToRow(4);
    add(run, 1, 1, 1);
    cursor.follow(run, 'step', true);
    assert.equal(cursor.step, null);
  });

  it('does not move while the run goes, nor without a run', () => {
    const run = runOf(30);
    const { cursor, moves } = cursorOn(run);
    cursor.follow(run, 'step', false);
    cursor.move(-1, 'step');
    cursor.goToX(3);
    cursor.reset();
    cursor.move(-1, 'step');
    assert.deepEqual([cursor.step, cursor.canMove, cursor.row, moves()], [null, false, -1, 0]);
  });
});
