/** Checkpoints on their way from the loop: in pieces, a few at a time, whatever the size of the network. */
import assert from 'node:assert/strict';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/engine/checkpoint.ts';
import type { Trainer } from '../../../src/engine/types.ts';
import { copyFrame } from '../../../src/run/frames.ts';
import type { WorkerEvent } from '../../../src/protocol/worker.ts';
import type { CheckpointPiece, CheckpointState } from '../../../src/run/checkpoints.ts';
import { BYTES_IN_FLIGHT } from '../../../src/worker/checkpoints/checkpointSender.ts';
import { Health } from '../../../src/worker/health/health.ts';
import { TrainLoop } from '../../../src/worker/trainLoop.ts';
import type { TrainLoopOptions } from '../../../src/worker/trainLoopOptions.ts';
import { dense, trainerOf } from '../../support/plans.ts';

/** `units` over 64 inputs: 6,000 make a checkpoint of 5 MB with Adam's state. */
function network(units: number, epochs: number): Trainer {
  const x = Array.from({ length: 8 }, (_, row) =>
    Array.from({ length: 64 }, (_, column) => Math.sin(row * 64 + column)),
  );
  return trainerOf({
    x,
    y: x.map(([first = 0]) => [first]),
    layers: [dense('dense1', units), dense('dense2', 1)],
    loss: { type: 'meanSquaredError' },
    optimizer: {
      type: 'adam',
      learningRate: 1e-7,
      weightDecay: 0,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    },
    training: { epochs, batchSize: 4, checkpoint: { everyEpochs: 0, keep: 1, best: 'train.loss' } },
  });
}

interface File {
  readonly kinds: readonly string[];
  readonly bytes: Uint8Array;
}

/** Takes what a loop sends, and says of one piece after the other that it is stored. */
class Disk {
  readonly files: File[] = [];
  readonly events: WorkerEvent[] = [];
  bytesAtMost = 0;
  loop: TrainLoop | null = null;
  #bytes = 0;
  #pieces: CheckpointPiece[] = [];
  #parts: Uint8Array[] = [];

  readonly send = (events: readonly WorkerEvent[], transfer: readonly ArrayBuffer[]): void => {
    const moved = structuredClone(events, { transfer: [...transfer] });
    for (const event of moved) {
      this.events.push(event);
      if (event.type === 'frame') {
        const columns = copyFrame(event.frame);
        queueMicrotask(() => this.loop?.stored({ type: 'stored', what: 'frame', columns }));
      }
      if (event.type !== 'piece') continue;
      this.#bytes += event.bytes.byteLength;
      this.bytesAtMost = Math.max(this.bytesAtMost, this.#bytes);
      this.#pieces.push(event);
    }
  };

  get waits(): boolean {
    return this.#pieces.length > 0;
  }

  /** Stores the oldest piece that waits, if there is one. */
  store(): void {
    const piece = this.#pieces.shift();
    if (!piece) return;
    const { bytes, whole, kinds } = piece;
    this.#bytes -= bytes.byteLength;
    this.#parts.push(new Uint8Array(bytes).slice());
    if (whole) {
      this.files.push({ kinds, bytes: new Uint8Array(Buffer.concat(this.#parts)) });
      this.#parts = [];
    }
    this.loop?.stored({ type: 'stored', what: 'checkpoint', bytes, whole });
  }

  last(kind: string): CheckpointState {
    const file = this.files.findLast(({ kinds }) => kinds.includes(kind));
    assert(file);
    return decodeCheckpoint(file.bytes);
  }
}

/** Of a run of which nothing is watched. */
function healthOf(): Health {
  const output = {
    layer: '',
    units: 1,
    activation: '',
    loss: '',
    wanted: undefined,
    probabilities: undefined,
    reach: null,
  };
  const nothing = {
    layers: [],
    activations: [],
    inputs: [],
    guess: null,
    constant: null,
    penalties: [],
    linear: [],
    equal: [],
    steps: 0,
    penalized: false,
    output,
  };
  return new Health({ watched: { ...nothing, batchSize: 1 }, settings: {}, samples: 1, stepSeconds: 1 });
}

function start(
  trainer: Trainer,
  everyEpochs = 0,
  more: Partial<TrainLoopOptions> = {},
): { disk: Disk; loop: TrainLoop; done: Promise<void> } {
  const disk = new Disk();
  const loop = new TrainLoop({
    trainer,
    width: 10,
    checkpoint: { everyEpochs, keep: 3 },
    encode: (state) => encodeCheckpoint(state).buffer,
    send: disk.send,
    takeMessage: () => false,
    startPaused: false,
    stepsPerSecond: null,
    ...more,
    changes: [],
    stopAfter: null,
    snapshots: { dueAfterEpoch: () => false, stepAfter: () => Infinity },
    health: healthOf(),
  });
  disk.loop = loop;
  return { disk, loop, done: loop.run() };
}

/** Stores piece after piece until the run has ended and all is stored. */
async function finish({ disk, done }: ReturnType<typeof start>): Promise<void> {
  const isEnded = (): boolean => disk.events.at(-1)?.type === 'end';
  while (!isEnded()) {
    await setImmediate();
    disk.store();
  }
  await done;
  while (disk.waits) disk.store();
}

describe('checkpoints on their way', () => {
  it('are a few pieces at a time, and whole in the end, though training goes on between them', async () => {
    const trainer = network(6_000, 3);
    const run = start(trainer);
    await finish(run);
    const { disk } = run;
    assert(disk.bytesAtMost > 0 && disk.bytesAtMost <= BYTES_IN_FLIGHT, String(disk.bytesAtMost));
    assert(disk.files.every(({ bytes }) => bytes.length > 4 * BYTES_IN_FLIGHT));
    assert(Buffer.from(disk.files.at(-1)?.bytes ?? []).equals(encodeCheckpoint(trainer.checkpoint())));
    assert.deepEqual([disk.last('last').step, disk.last('best').step], [6, 6]);
    assert.equal(disk.events.at(-1)?.type, 'end', 'nothing comes after the end');
  });

  it('hold the state of one moment, however long they take', async () => {
    const lone = network(6_000, 3);
    // The seconds of training differ between the two.
    const tensorsOf = ({ tensors }: CheckpointState): string =>
      tensors.map(({ name, values }) => `${name} ${Buffer.from(values.buffer).toString('base64')}`).join();
    const states = new Map([[0, tensorsOf(lone.checkpoint())]]);
    for (const event of lone.run()) {
      if (event.kind === 'step') states.set(event.step, tensorsOf(lone.checkpoint()));
    }
    const run = start(network(6_000, 3));
    await finish(run);
    for (const { bytes } of run.disk.files) {
      const state = decodeCheckpoint(bytes);
      assert(states.get(state.step) === tensorsOf(state), String(state.step));
    }
  });

  it('let a setting wait, which could change what they are made of', async () => {
    const run = start(network(6_000, 3));
    const setting = run.loop.set('optimizer.learningRate', 0.5);
    const interventions = (): number => run.disk.events.filter(({ type }) => type === 'intervention').length;
    await setImmediate();
    await setImmediate();
    assert.equal(interventions(), 0);
    await finish(run);
    await setting;
    assert.equal(interventions(), 1);
  });

  it('do not keep a small network waiting: it trains on before anything is stored', async () => {
    const run = start(network(4, 50));
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    await run.done;
    assert.equal(run.disk.files.length, 0);
    assert.equal(run.disk.events.at(-1)?.type, 'end');
    for (let piece = 0; piece < 4; piece++) run.disk.store();
    assert.deepEqual([run.disk.last('last').step, run.disk.last('best').step], [100, 100]);
  });

  it('of every short epoch do not keep training waiting for the disk: those are left out that would be removed', async () => {
    const EPOCHS = 3000;
    const run = start(network(1, EPOCHS), 1);
    const epochs = (): number =>
      run.disk.events.reduce((sum, event) => sum + (event.type === 'epochs' ? event.epochs.count : 0), 0);
    // A checkpoint takes the disk 20 ms.
    for (let turn = 0; turn < 100 && epochs() < EPOCHS - 500; turn++) {
      await setTimeout(20);
      run.disk.store();
    }
    assert(epochs() >= EPOCHS - 500, `${epochs()} epochs while ${run.disk.files.length} were stored`);
    await finish(run);
    const { files } = run.disk;
    const stored = files
      .filter(({ kinds }) => kinds.includes('epoch'))
      .map(({ bytes }) => decodeCheckpoint(bytes).step / 2)
      // One that is a last one, too, goes first.
      .sort((a, b) => a - b);
    assert(stored.length < EPOCHS / 4, String(stored.length));
    assert.deepEqual(stored.slice(-3), [EPOCHS - 2, EPOCHS - 1, EPOCHS]);
    assert.equal(run.disk.last('last').step, EPOCHS * 2);
  });

  it('come in the order in which they were made, if they are the last ones', async () => {
    const run = start(network(1, 1_000_000), 1);
    await setTimeout(60);
    for (let change = 1; change <= 8; change++) await run.loop.set('optimizer.learningRate', 1e-8 * change);
    run.loop.stop();
    await finish(run);
    const last = run.disk.files
      .filter(({ kinds }) => kinds.includes('last'))
      .map(({ bytes }) => decodeCheckpoint(bytes));
    const rates = last.map(({ scalars }) => JSON.stringify(scalars));
    assert(last.length >= 9 && new Set(rates).size > 8);
    assert(last.every(({ step }, index) => step >= (last[index - 1]?.step ?? 0)));
    const end = run.disk.events.findLast((event) => event.type === 'end');
    assert.equal(last.at(-1)?.step, end?.end.steps);
  });

  it('of every short epoch do not keep the last and the best from a slow disk', async () => {
    const run = start(network(1, 1_000_000), 1);
    const begun = performance.now();
    while (performance.now() - begun < 2000) {
      await setTimeout(5);
      run.disk.store();
    }
    run.loop.stop();
    await finish(run);
    const kinds = run.disk.files.map((file) => file.kinds.join());
    const made = (kind: string): number => kinds.slice(1, -2).filter((name) => name.includes(kind)).length;
    assert(made('epoch') > 5, String(made('epoch')));
    assert(made('last') >= 2 && made('best') >= 2, `${made('last')} and ${made('best')} of ${kinds.length}`);
  });
});

describe('a run that someone watches', () => {
  const statuses = ({ disk }: ReturnType<typeof start>): unknown[] =>
    disk.events.flatMap((event) => (event.type === 'status' ? [event.status, event.step] : []));
  const steps = ({ disk }: ReturnType<typeof start>): number =>
    disk.events.reduce((sum, event) => sum + (event.type === 'frame' ? event.frame.count : 0), 0);

  it('can begin paused, and says so; then it goes step by step', async () => {
    const run = start(network(4, 50), 0, { startPaused: true });
    await setTimeout(30);
    assert.deepEqual([statuses(run), steps(run)], [['paused', 0], 0]);
    run.loop.stepOnce();
    await setTimeout(30);
    assert.equal(steps(run), 1);
    run.loop.resume();
    await finish(run);
    assert.equal(steps(run), 100);
  });

  it('makes no more steps a second than its pace, and each of them is told at once', async () => {
    const begun = performance.now();
    const run = start(network(4, 50), 0, { stepsPerSecond: 20 });
    await setTimeout(275);
    const seen = steps(run);
    // A busy machine wakes late: the pace counts the time that has passed.
    assert(seen >= 1 && seen <= ((performance.now() - begun) / 1000) * 20, String(seen));
    assert.deepEqual(
      run.disk.events.filter(({ type }) => type === 'speed'),
      [{ type: 'speed', stepsPerSecond: 20 }],
    );
    run.loop.setSpeed(null);
    await finish(run);
    assert.equal(steps(run), 100);
  });

  it('tells the evaluation with the last step of an epoch, and not a step later', async () => {
    const run = start(network(4, 50), 0, { stepsPerSecond: 20 });
    const ended = (): number =>
      run.disk.events.reduce((sum, event) => sum + (event.type === 'epochs' ? event.epochs.count : 0), 0);
    for (let look = 0; look < 30; look++) {
      await setTimeout(15);
      run.disk.store();
      assert.equal(ended(), Math.floor(steps(run) / 2));
    }
    assert.ok(ended() > 0);
    run.loop.stop();
    await finish(run);
  });

  it('sends no more than twenty frames a second at a fast pace', async () => {
    const begun = performance.now();
    const run = start(network(4, 5000), 0, { stepsPerSecond: 700 });
    await setTimeout(600);
    const frames = run.disk.events.filter(({ type }) => type === 'frame').length;
    assert(frames >= 1 && frames <= (performance.now() - begun) / 50 + 1, String(frames));
    assert(steps(run) > 2 * frames, `${String(steps(run))} steps`);
    run.loop.stop();
    await finish(run);
  });

  it('ends at once when it is stopped, however slow it is', async () => {
    const run = start(network(4, 50), 0, { stepsPerSecond: 0.01 });
    await setTimeout(20);
    const asked = performance.now();
    run.loop.stop();
    await finish(run);
    assert(performance.now() - asked < 2000);
    assert.equal(steps(run), 0);
  });

  it('has the same numbers at any pace', async () => {
    const weightsOf = async (more: Partial<TrainLoopOptions>): Promise<unknown[]> => {
      const trainer = network(4, 10);
      await finish(start(trainer, 0, more));
      return trainer.checkpoint().tensors.map(({ name, values }) => [name, [...values]]);
    };
    assert.deepEqual(await weightsOf({ stepsPerSecond: 200 }), await weightsOf({}));
  });
});
