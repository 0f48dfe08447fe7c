/** Stands in for VS Code: a page with the table of any number of made-up runs, the first of which goes on. */
import type { RunRow, TableMessage } from '../../src/protocol/runsTable.ts';
import type { PageRequest } from '../host.ts';
import type { RunStatus } from '../../src/run/run.ts';
import { applyTheme } from './themes.ts';
import { DevHost } from './host.ts';
import { noise } from './chance.ts';

const query = new URLSearchParams(location.search);
const count = Number(query.get('runs') ?? 40);
applyTheme(query.get('theme'));

const STATUSES: readonly RunStatus[] = [
  'completed',
  'completed',
  'earlyStopping',
  'stopped',
  'failed',
  'interrupted',
];
const OPTIMIZERS = ['adam', 'sgd', 'rmsprop', 'momentum', 'adagrad'];

function rowOf(index: number): RunRow {
  const going = index === 0;
  const share = (noise(index) + 1) / 2;
  const optimizer = OPTIMIZERS[index % OPTIMIZERS.length] ?? '';
  return {
    folder: `/work/.nnspec/runs/run-${index.toString()}`,
    name: index % 7 === 3 ? `the one with ${optimizer}` : 'Digits',
    specName: 'Digits',
    note: index % 5 === 2 ? 'Higher rate: learns faster, ends worse.' : '',
    starred: index % 11 === 4,
    status: going ? 'running' : (STATUSES[index % STATUSES.length] ?? 'completed'),
    going,
    resumable: false,
    startedAt: new Date(Date.UTC(2026, 0, 1) - index * 3_600_000).toISOString(),
    seconds: going ? null : 3 + 40 * share,
    epoch: going ? 3 : 20,
    epochs: 20,
    parameterCount: 50_826,
    results: {
      'train.loss': 0.05 + 0.4 * share,
      'validation.loss': 0.08 + 0.5 * share,
      'validation.accuracy': 0.99 - 0.2 * share,
    },
    values: {
      seed: 7,
      loss: 'categoricalCrossentropy',
      optimizer,
      'optimizer.learningRate': [0.1, 0.02, 0.001][index % 3] ?? 0.1,
      'model.layers.dense1.units': index % 4 === 0 ? 256 : 128,
      'model.layers.dropout1.rate': 0.3,
      ...(index % 3 === 0 ? { 'optimizer.momentum': 0.9 } : {}),
      'training.batchSize': 32,
    },
  };
}

const requests: PageRequest[] = [];
const tell = (message: TableMessage): void => {
  host.send([message]);
};

const host = new DevHost<TableMessage>(requests, {
  ready: () => {
    const rows = Array.from({ length: count }, (_, index) => rowOf(index));
    tell({ type: 'rows', complete: true, rows, gone: [], broken: [] });
    return null;
  },
});

/** The page's requests to its host, in order: read by tests. */
Object.assign(window, { requests, tell, rowOf, acquireVsCodeApi: () => host.api('tableState') });
