/** The way back of the gradient at any step of a stored run: the norms are those that the run has recorded. */
import assert from 'node:assert/strict';
import { whyRun } from '../../../src/session/whyRun.ts';
import { useSessions } from '../../support/sessions.ts';

const specText = JSON.stringify({
  formatVersion: 1,
  seed: 5,
  data: {
    source: {
      inline: {
        x: Array.from({ length: 12 }, (_, row) => [Math.sin(row), Math.cos(row)]),
        y: Array.from({ length: 12 }, (_, row) => [row % 2]),
      },
    },
    target: { as: 'number' },
    split: { validation: 0 },
  },
  model: {
    layers: [
      { type: 'dense', id: 'hidden', units: 6, activation: 'sigmoid' },
      { type: 'dropout', rate: 0.25 },
      { type: 'dense', id: 'output', units: 1 },
    ],
  },
  loss: 'meanSquaredError',
  optimizer: { type: 'adam', learningRate: 0.05 },
  training: { epochs: 4, batchSize: 5 },
});

describe('why', () => {
  const sessions = useSessions();

  it('has the gradients of a step of the run, which is made again with its changes', async () => {
    const session = await sessions.start({ specText, startPaused: true });
    for (let made = 1; made <= 4; made++) {
      await session.stepOnce();
      while (session.snapshot().steps.count < made) await new Promise((resolve) => setTimeout(resolve, 10));
      if (made === 3) await session.set('optimizer.learningRate', 0.5);
    }
    await session.resume();
    await session.done;
    const { steps } = session.snapshot();
    const values = new Float64Array(steps.values);
    const { series } = session.run;
    assert(session.folder !== null);
    for (const step of [1, 3, 7, 12]) {
      const { flow } = await whyRun(session.folder, sessions.options(), step);
      assert.equal(flow.step, step);
      assert.equal(flow.rows, step % 3 === 0 ? 2 : 5);
      for (const id of ['hidden', 'output']) {
        const norm = values[(step - 1) * series.length + series.indexOf(`${id}/gradientNorm`)] ?? NaN;
        const gradient = flow.layers.find((layer) => layer.id === id)?.gradient ?? NaN;
        assert.ok(
          Math.abs(gradient / norm - 1) < 1e-5,
          `${id} at ${String(step)}: ${String(gradient)}, ${String(norm)}`,
        );
      }
    }
    assert.equal((await whyRun(session.folder, sessions.options(), null)).flow.step, 13);
    await assert.rejects(whyRun(session.folder, sessions.options(), 14), { code: 'NN-WHY-STEP' });
  });

  it('refuses steps that a branch does not have', async () => {
    const first = await sessions.start({ specText });
    await first.done;
    assert(first.folder !== null);
    const branch = await sessions.start({
      specText,
      branchFrom: { folder: first.folder, checkpoint: 'last', kind: 'branch' },
    });
    await branch.done;
    assert(branch.folder !== null);
    await assert.rejects(whyRun(branch.folder, sessions.options(), 2), { code: 'NN-WHY-BEFORE' });
  });
});
