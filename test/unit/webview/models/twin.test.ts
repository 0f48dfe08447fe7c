/** A run and its twin: one line up to the step at which they part, from there on two that differ in colour. */
import assert from 'node:assert/strict';
import { lossModel, metricModel, twinOf } from '../../../../webview/models/learning.ts';
import { metricsOf } from '../../../../webview/models/metricChoice.ts';
import { RunState } from '../../../../webview/runState.ts';
import { DEFAULT_SETTINGS } from '../../../../webview/settings.ts';
import { snapshotOf } from '../../../../webview/dev/scenes.ts';
import type { Theme } from '../../../../webview/look/theme.ts';

const theme = { training: 'blue', validation: 'orange', foreground: 'white' } as Theme;
const options = { layers: 2, steps: 200, totalSteps: 900, depthDecay: 1 };

function forked(): RunState {
  const state = new RunState(snapshotOf(options));
  const twin = snapshotOf(options);
  const parent = { run: 'scene', step: 120, kind: 'fork' } as const;
  state.beside = new RunState({ ...twin, run: { ...twin.run, id: 'twin', parent } });
  return state;
}

describe('the twin of a run', () => {
  it('is drawn from the step at which it parts, in one colour of its own', () => {
    const state = forked();
    const view = () => ({ min: 0, max: 200 });
    const models = [
      lossModel(state.data, DEFAULT_SETTINGS, theme, view, twinOf(state)),
      metricModel(state.data, 'accuracy', DEFAULT_SETTINGS, theme, view, twinOf(state)),
    ];
    for (const model of models) {
      const lines = model?.lines.filter(({ id }) => id.startsWith('twin')) ?? [];
      assert.equal(lines.length, 2);
      assert.deepEqual([...new Set(lines.map(({ color }) => color))], ['white']);
      for (const line of lines) {
        assert.equal(line.at(100), null);
        assert.equal(line.upTo(100), null);
        assert.ok(line.at(180) !== null);
        const window = { min: 0, max: 200, columns: 50, log: false };
        assert.ok(line.sample(window, false).every(({ x }) => x >= 120));
        assert.deepEqual(line.sample({ ...window, max: 100 }, false), []);
        assert.ok([...line.values(0, 200).points].every(({ x }) => x >= 120));
      }
    }
  });

  it('is found from either side', () => {
    const state = forked();
    assert.equal(twinOf(state)?.step, 120);
    const other = state.beside;
    assert.ok(other);
    other.beside = new RunState(snapshotOf(options));
    assert.equal(twinOf(other)?.step, 120);
    assert.equal(twinOf(other.beside), null);
  });
});

describe('the metrics of a run', () => {
  it('are known from its spec before the first epoch has ended', () => {
    const before = new RunState(snapshotOf({ ...options, steps: 3 }));
    assert.deepEqual(metricsOf(before), ['accuracy', 'f1']);
  });
});
