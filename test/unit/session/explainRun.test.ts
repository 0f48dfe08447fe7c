/** The next step of a run, explained: the step that training makes of it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCheckpoint } from '../../../src/engine/checkpoint.ts';
import type { Explanation } from '../../../src/run/explain/explanation.ts';
import { explainRun } from '../../../src/session/explainRun.ts';
import { useSessions } from '../../support/sessions.ts';

/** One sample, so that a step of training is the step on that sample. */
const specText = JSON.stringify({
  formatVersion: 1,
  seed: 5,
  data: {
    source: { inline: { x: [[0.1, 0.2]], y: [[0.4, 0.6]] } },
    target: { as: 'number' },
    split: { validation: 0 },
  },
  model: {
    layers: [
      { type: 'dense', id: 'hidden', units: 3, activation: 'tanh' },
      { type: 'dense', id: 'output', units: 2, activation: 'sigmoid' },
    ],
  },
  loss: 'meanSquaredError',
  // Its memory of earlier gradients decides the step.
  optimizer: { type: 'adam', learningRate: 0.05 },
  training: {
    epochs: 5,
    batchSize: 'full',
    learningRateSchedule: { type: 'exponential', decaySteps: 1, decayRate: 0.9 },
  },
});

describe('the next step of a run', () => {
  const sessions = useSessions();

  const weightsAfter = async (folder: string): Promise<Map<string, Float32Array>> => {
    const bytes = await readFile(join(folder, 'checkpoints', 'last.safetensors'));
    return new Map(decodeCheckpoint(bytes).tensors.map(({ name, values }) => [name, values]));
  };

  /** The new weights of the explanation are those of the checkpoint. */
  const expectSame = (explanation: Explanation, after: ReadonlyMap<string, Float32Array>): void => {
    assert.equal(explanation.weights.length, 17);
    for (const { parameter, index, after: told } of explanation.weights) {
      const [row = 0, column] = index;
      const columns = parameter === 'hidden.kernel' ? 3 : 2;
      const place = column === undefined ? row : row * columns + column;
      const found = after.get(parameter)?.[place] ?? NaN;
      assert.ok(
        Math.abs(found - told) < 1e-6,
        `${parameter}[${index.join()}]: ${String(found)}, ${String(told)}`,
      );
    }
  };

  it('is the one that training makes, with the optimizer’s memory and the schedule', async () => {
    const first = await sessions.start({ specText });
    await first.done;
    const second = await sessions.start({ specText, overrides: [{ path: 'training.epochs', value: 6 }] });
    await second.done;
    assert(first.folder !== null && second.folder !== null);
    const explanation = await explainRun(first.folder, sessions.options(), 0);
    assert.equal(explanation.step, 6);
    expectSame(explanation, await weightsAfter(second.folder));
  });

  it('is told while the run is paused', async () => {
    const session = await sessions.start({ specText, startPaused: true });
    assert.equal((await session.explain(0)).step, 1);
    await session.stepOnce();
    while (session.snapshot().steps.count < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    const explanation = await session.explain(0);
    assert.equal(explanation.step, 2);
    await assert.rejects(session.explain(7), { code: 'NN-EXPLAIN-SAMPLE' });
    await session.stepOnce();
    while (session.snapshot().steps.count < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await session.stop();
    await session.done;
    assert(session.folder !== null);
    expectSame(explanation, await weightsAfter(session.folder));
  });
});
