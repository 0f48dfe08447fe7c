/** What a busy panel has still to hear: little, in order, and with every spike. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PanelBacklog } from '../../../../src/app/panel/panelBacklog.ts';
import type { PanelMessage } from '../../../../src/protocol/panel.ts';
import { type EpochRecord, epochFrame, EpochRows } from '../../../../src/run/epochs.ts';
import type { MetricFrame } from '../../../../src/run/frames.ts';

function frame(sequence: number, firstStep: number, losses: readonly number[]): MetricFrame {
  return {
    sequence,
    firstStep,
    count: losses.length,
    values: Float64Array.from(losses.flatMap((loss) => [loss, 0.1])).buffer,
    epochs: new Float64Array(losses.length).buffer,
    seconds: Float64Array.from(losses, (_, row) => firstStep + row).buffer,
  };
}

const frameMessage = (sequence: number, firstStep: number, losses: readonly number[]): PanelMessage => ({
  type: 'frame',
  runId: 'run',
  frame: frame(sequence, firstStep, losses),
});

function epoch(number: number): EpochRecord {
  return { epoch: number, step: number, train: { loss: 1 }, seconds: 1, samplesPerSecond: 1 };
}

describe('PanelBacklog', () => {
  it('keeps the spike of any one step of any number of frames, in a few thousand rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000 }), fc.nat(), fc.boolean(), (steps, at, up) => {
        const backlog = new PanelBacklog();
        const spike = at % steps;
        for (let first = 0, sequence = 7; first < steps; first += 900, sequence++) {
          const count = Math.min(900, steps - first);
          const losses = Array.from({ length: count }, (_, row) =>
            first + row === spike ? (up ? 50 : -50) : Math.sin(first + row),
          );
          backlog.add(frameMessage(sequence, first + 1, losses));
        }
        const messages = backlog.take();
        assert.ok(backlog.isEmpty);
        const [message] = messages;
        assert.ok(message?.type === 'frame' && messages.length === 1);
        const { count, values, sequence, merged } = message.frame;
        assert.ok(count <= 4096);
        assert.deepEqual([sequence, merged], [7, Math.ceil(steps / 900)]);
        const losses = new Float64Array(values).filter((_, index) => index % 2 === 0);
        assert.equal(up ? Math.max(...losses) : Math.min(...losses), up ? 50 : -50);
      }),
      { numRuns: 40 },
    );
  });

  it('thins out epochs, never the latest', () => {
    const backlog = new PanelBacklog();
    for (let number = 1; number <= 100_000; number++) {
      backlog.add({ type: 'epochs', runId: 'run', epochs: epochFrame([epoch(number)]) });
    }
    const messages = backlog.take();
    const [message] = messages;
    assert.ok(message?.type === 'epochs' && messages.length === 1);
    const told = new EpochRows(message.epochs).toArray();
    assert.ok(told.length <= 1025);
    assert.deepEqual(told.at(-1), epoch(100_000));
  });

  it('lets nothing pass a change, of which later steps must know', () => {
    const backlog = new PanelBacklog();
    const change: PanelMessage = {
      type: 'intervention',
      runId: 'run',
      intervention: { step: 3, epoch: 1, path: 'training.batchSize', from: 1, to: 2 },
      controls: [],
    };
    backlog.add(frameMessage(0, 1, [1, 2]));
    backlog.add(change);
    backlog.add(frameMessage(1, 3, [1]));
    backlog.add(frameMessage(2, 4, [1]));
    const told = backlog.take();
    assert.deepEqual(
      told.map(({ type }) => type),
      ['frame', 'intervention', 'frame'],
    );
  });

  it('keeps a gap between frames as it is: the panel asks for what is missing', () => {
    const backlog = new PanelBacklog();
    backlog.add(frameMessage(0, 1, [1]));
    backlog.add(frameMessage(2, 3, [1]));
    assert.equal(backlog.take().length, 2);
  });

  it('of the tables of a comparison keeps the latest one, and every frame', () => {
    const backlog = new PanelBacklog();
    for (let change = 0; change < 5; change++) {
      backlog.add({ type: 'runs', comparison: String(change), paused: false, runs: [] });
      backlog.add(frameMessage(change, change + 1, [1]));
    }
    const messages = backlog.take();
    assert.deepEqual(
      messages.map(({ type }) => type),
      ['frame', 'runs'],
    );
    const [frame, table] = messages;
    assert.ok(frame?.type === 'frame' && frame.frame.count === 5);
    assert.ok(table?.type === 'runs' && table.comparison === '4');
  });
});
