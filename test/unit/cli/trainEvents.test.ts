import assert from 'node:assert/strict';
import { TrainEvents } from '../../../src/cli/trainEvents.ts';
import type { RunInfo } from '../../../src/run/run.ts';

const RUN = {
  id: 'run',
  series: ['loss', 'learningRate', 'dense1/gradientNorm'],
  backend: 'wasm',
  threads: 1,
  plan: { layers: [], parameterCount: 0, data: { samples: {} } },
} as unknown as RunInfo;

describe('the lines of `train --json`', () => {
  it('tell a frame whose arrays were given back before its steps were due', () => {
    const events = new TrainEvents(1);
    events.lines({ type: 'start', run: RUN, controls: [] });
    const columns = {
      values: Float64Array.of(0.5, 0.1, 2, 0.25, 0.1, 1).buffer,
      epochs: Float64Array.of(1, 1).buffer,
      seconds: Float64Array.of(0.1, 0.2).buffer,
    };
    const held = events.lines({ type: 'frame', frame: { sequence: 0, firstStep: 1, count: 2, ...columns } });
    assert.equal(held, '');
    structuredClone(null, { transfer: [columns.values, columns.epochs, columns.seconds] });
    const end = { reason: 'completed', epochs: 1, steps: 2, seconds: 0.2 } as const;
    const lines = events.lines({ type: 'end', end }).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      [
        {
          event: 'step',
          step: 1,
          epoch: 1,
          loss: 0.5,
          learningRate: 0.1,
          layers: { dense1: { gradientNorm: 2 } },
        },
        {
          event: 'step',
          step: 2,
          epoch: 1,
          loss: 0.25,
          learningRate: 0.1,
          layers: { dense1: { gradientNorm: 1 } },
        },
        { event: 'end', ...end },
      ],
    );
  });
});
