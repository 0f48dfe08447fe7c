/** Stands in for VS Code in an ordinary browser: theme, state and the messages of the scene in the address. */
import { epochFrame } from '../../src/run/epochs.ts';
import type { PanelMessage } from '../../src/protocol/panel.ts';
import type { PageRequest } from '../host.ts';
import { DevHost } from './host.ts';
import { predictionsOf } from './networks.ts';
import {
  explodes,
  comparisonOf,
  recordedOf,
  epochOf,
  frameOf,
  setupScene,
  snapshotOf,
  twinFrame,
} from './scenes.ts';
import { applyTheme } from './themes.ts';

const query = new URLSearchParams(location.search);
const number = (name: string, other: number): number => Number(query.get(name) ?? other);
applyTheme(query.get('theme'));

const requests: PageRequest[] = [];
const tell = (message: PanelMessage): void => {
  host.send([message]);
};

const options = {
  layers: number('layers', 3),
  steps: number('steps', 400),
  totalSteps: number('total', 900),
  depthDecay: number('decay', 0.4),
  gaps: query.has('gaps'),
};

function live(): void {
  tell(snapshotOf(options));
  let sequence = 0;
  let step = options.steps + 1;
  const timer = setInterval(() => {
    const count = Math.min(5, options.totalSteps - step + 1);
    tell({ type: 'frame', runId: 'scene', frame: frameOf(options, sequence, step, count) });
    sequence += 1;
    for (let at = step; at < step + count; at += 1) {
      if (at % 45 === 0) tell({ type: 'epochs', runId: 'scene', epochs: epochFrame([epochOf(at / 45)]) });
    }
    step += count;
    if (step <= options.totalSteps) return;
    clearInterval(timer);
    const end = {
      reason: 'completed',
      epochs: 20,
      steps: 900,
      seconds: 3.6,
      test: { accuracy: 0.966 },
    } as const;
    tell({ type: 'end', runId: 'scene', end });
  }, 50);
}

const SCENES: Readonly<Record<string, () => void>> = {
  run: () => {
    tell(snapshotOf(options));
  },
  paused: () => {
    tell({ ...snapshotOf(options), status: 'paused' });
  },
  ended: () => {
    const end = { reason: 'stopped', epochs: 8, steps: options.steps, seconds: 3.6 } as const;
    tell({ ...snapshotOf(options), status: 'stopped', end });
  },
  live,
  empty: () => {
    const specs = ['digits', 'iris', 'vanishing'].map((name) => ({
      path: `/examples/${name}.nnspec.json`,
      label: `${name}.nnspec.json`,
    }));
    tell({ type: 'empty', specs });
  },
  nothing: () => {
    tell({ type: 'empty', specs: [] });
  },
  forked: () => {
    const twin = snapshotOf({ ...options, depthDecay: 0.5 });
    const parent = { run: 'scene', step: 150, kind: 'fork' } as const;
    tell(snapshotOf(options));
    tell({
      type: 'beside',
      twin: { ...twin, steps: twinFrame(options), run: { ...twin.run, id: 'twin', parent } },
    });
  },
  queued: () => {
    tell({ type: 'queued', name: 'Digits', running: 2, before: 1 });
  },
  refused: () => {
    tell({
      type: 'refused',
      name: 'wine.nnspec.json',
      specPath: '/examples/wine.nnspec.json',
      problems: [
        {
          id: 'column',
          message: 'data/wine.csv has no column "cultivars". Did you mean "cultivar"?',
          place: 'wine.nnspec.json, line 5',
          fix: 'Change to "cultivar"',
        },
        {
          id: 'units',
          message: 'The last layer has 2 units, but "cultivar" has 3 classes. Give it 3 units.',
          place: 'wine.nnspec.json, line 12',
          fix: null,
        },
      ],
      more: 0,
      before: { name: 'Digits', folder: '/examples/.nnspec/runs/20261125-100000-digits' },
    });
  },
  exploded: () => {
    const scene = { ...options, layers: 8, steps: 3, totalSteps: 900, depthDecay: 1 };
    const snapshot = snapshotOf(scene);
    const values = new Float64Array(snapshot.steps.values);
    // A hundred thousand times as much at each step, and no number at the last.
    for (let at = 0; at < values.length; at++) {
      const step = Math.floor((at * 3) / values.length);
      values[at] = step === 2 ? NaN : (values[at] ?? 0) * 1e5 ** step;
    }
    const findings = snapshot.run.plan.layers.map(({ id }) => explodes(id));
    tell({ ...snapshot, findings, status: 'failed', steps: { ...snapshot.steps, values: values.buffer } });
  },
  preparing: () => {
    tell({ type: 'preparing', name: 'Digits', done: 3, total: 10 });
  },
  failed: () => {
    const message =
      'The loss is not finite at step 212: the update of dense1 overflowed. Lower optimizer.learningRate or set training.gradientClipping.';
    const end = {
      reason: 'failed',
      code: 'NN-TRAIN-NOT-FINITE',
      message,
      epochs: 4,
      steps: 212,
      seconds: 1.3,
    } as const;
    tell({ ...snapshotOf({ ...options, steps: 212 }), status: 'failed', end });
  },
  interrupted: () => {
    tell({ ...snapshotOf(options), status: 'interrupted' });
  },
  compare: () => {
    tell(comparisonOf(number('at', 900), number('runs', 5), number('seeds', 1)));
  },
  recorded: () => {
    tell(recordedOf({ ...options, layers: 3 }));
  },
  setup: () => {
    tell(setupScene(query.has('settings')));
  },
};

const host = new DevHost<PanelMessage>(requests, {
  ready: () => {
    SCENES[query.get('scene') ?? 'live']?.();
    return null;
  },
  predictions: ({ weights: wanted }) => {
    const predictions = predictionsOf(query.get('predicts') ?? 'image', options.steps);
    if (query.get('scene') !== 'ended') return { runId: 'scene', predictions };
    const kind = wanted ?? 'best';
    const place = kind === 'best' ? { epoch: 8, step: 360 } : { epoch: 9, step: options.steps };
    const weights = { kind, ...place, monitor: null };
    return { runId: 'scene', predictions: { ...predictions, step: place.step, weights } };
  },
});

/** The page's requests to its host, in order: read by tests. */
Object.assign(window, { requests, tell, acquireVsCodeApi: () => host.api('state') });
