/** Made-up layers, looks into them, and what their networks predict. */
import type { Boundary, Predictions, SampleView, WorstSample } from '../../src/run/predictions.ts';
import type { Distribution, TensorSnapshot } from '../../src/run/tensorSnapshots.ts';
import { noise, type SceneOptions } from './chance.ts';

const BINS = 30;
const PROBE_EVERY = 45;

function histogram(mean: number, deviation: number, seed: number): Distribution {
  const low = mean - 3.2 * deviation;
  const high = mean + 3.4 * deviation;
  const counts = Array.from({ length: BINS }, (_, bin) => {
    const value = low + ((bin + 0.5) / BINS) * (high - low);
    const bell = Math.exp(-0.5 * ((value - mean) / deviation) ** 2);
    return Math.max(0, Math.round(900 * bell * (1 + 0.1 * noise(seed * 31 + bin))));
  });
  return { min: low, max: high + deviation, low, high, mean, deviation, counts };
}

function snapshotAt(step: number, { layers, depthDecay }: SceneOptions): TensorSnapshot {
  const range = Array.from({ length: layers }, (_, layer) => layer);
  return {
    step,
    activations: range.slice(0, -1).map((layer) => ({
      dead: layer % 2 === 1 ? Math.min(0.6, 0.02 * layer + step / 4000) : 0,
      saturated: layer % 2 === 0 ? Math.min(0.9, 0.1 + step / 1500 + 0.02 * noise(step + layer)) : null,
      mean: 0.1 + 0.05 * noise(step * 3 + layer),
      deviation: 0.4 + 0.1 * noise(step * 7 + layer),
    })),
    weights: range.map((layer) =>
      histogram(0.0004 * step * noise(layer), 0.08 + 0.0001 * step + 0.01 * layer, step + layer),
    ),
    gradients: range.map((layer) =>
      histogram(0, 0.02 * depthDecay ** (layers - 1 - layer) * Math.exp(-step / 400), step * 5 + layer),
    ),
  };
}

/** A look at each epoch's end. */
export function snapshotsOf(options: SceneOptions): TensorSnapshot[] {
  const count = Math.min(200, Math.floor(options.steps / PROBE_EVERY));
  return Array.from({ length: count }, (_, index) => snapshotAt((index + 1) * PROBE_EVERY, options));
}

function digit(seed: number, side: number): SampleView {
  const values = Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [(at % side) / side - 0.5, Math.floor(at / side) / side - 0.5];
    const ring = Math.abs(Math.hypot(x * 1.4, y) - 0.3 - 0.05 * noise(seed));
    return Math.min(1, Math.max(0, 1 - ring * 9 + 0.1 * noise(at + seed)));
  });
  return { kind: 'image', width: side, height: side, channels: 1, values };
}

function worstOf(view: (index: number) => SampleView, names: readonly string[]): WorstSample[] {
  return Array.from({ length: 12 }, (_, index) => ({
    row: 1300 + index * 17,
    loss: 6.3 / (1 + index * 0.2),
    target: names[index % names.length] ?? '',
    prediction: names[(index + 3) % names.length] ?? '',
    confidence: 0.97 - 0.03 * index,
    targetConfidence: 0.002 * (index + 1),
    view: view(index),
  }));
}

function confusionOf(names: readonly string[]): Pick<Predictions, 'confusion' | 'confused'> {
  const size = names.length;
  const counts = Uint32Array.from({ length: size * size }, (_, cell) => {
    const [row, column] = [Math.floor(cell / size), cell % size];
    if (row === column) return 32 + Math.round(4 * noise(row));
    return Math.max(0, Math.round(3.5 * noise(cell * 13 + 5) - 2));
  });
  const confused = [3, 8, 5].map((at, index) => ({
    target: names[at % size] ?? '',
    prediction: names[(at + 2) % size] ?? '',
    count: 3 - index,
  }));
  return { confusion: { classes: names, counts: counts.buffer }, confused };
}

function boundaryOf(classes: boolean): Boundary {
  const side = 64;
  const at = (cell: number): [number, number] => [(cell % side) / 32 - 1, Math.floor(cell / side) / 32 - 1];
  const said = (x: number, y: number): number => Math.sin(3 * x) * 0.6 - y;
  const values = Float32Array.from({ length: side * side }, (_, cell) => {
    const value = said(...at(cell));
    return classes ? 0.5 + Math.min(0.5, Math.abs(value)) : value;
  });
  const chosen = Uint8Array.from({ length: side * side }, (_, cell) => Number(said(...at(cell)) > 0));
  const points = Float32Array.from({ length: 300 * 3 }, (_, index) => {
    const point = Math.floor(index / 3);
    const [x, y] = [noise(point * 5 + 1), noise(point * 9 + 4)];
    const value = said(x, y) + 0.2 * noise(point);
    return index % 3 === 0 ? x : index % 3 === 1 ? y : classes ? Number(value > 0) : value;
  });
  return {
    names: ['x1', 'x2'],
    x: [-1, 1],
    y: [-1, 1],
    columns: side,
    rows: side,
    classes: classes ? chosen.buffer : null,
    values: values.buffer,
    points: points.buffer,
  };
}

const TEXTS = [
  'The acting is wooden and the plot forgets where it was going, and yet I left the cinema smiling.',
  '배우들의 연기는 좋았지만 이야기가 너무 길고 지루했다.',
];

/**
 * The predictions of a network: `kind` is one of `image`, `small`, `text`, `table`, `numbers`, `plane` or `classes`.
 */
export function predictionsOf(kind: string, step: number): Predictions {
  const base = {
    step,
    epoch: Math.ceil(step / 45),
    split: 'validation' as const,
    total: 359,
    used: 359,
    milliseconds: 4,
    scatter: null,
    boundary: null,
  };
  const digits = Array.from({ length: 10 }, (_, index) => index.toString());
  if (kind === 'numbers') {
    const points = Float32Array.from({ length: 600 }, (_, index) => {
      const target = 150 + 100 * noise(index >> 1);
      return index % 2 === 0 ? target : 60 + target * 0.6 + 25 * noise(index * 3);
    });
    const worst = worstOf(tableView, ['346', '25', '310']).map((sample) => ({
      ...sample,
      confidence: null,
      targetConfidence: null,
    }));
    const scatter = { names: ['progression'], points: points.buffer };
    return { ...base, confusion: null, confused: [], scatter, worst };
  }
  if (kind === 'plane' || kind === 'surface') {
    const names = ['inner', 'outer'];
    const worst = worstOf(tableView, names).slice(0, 4);
    return { ...base, ...confusionOf(names), worst, boundary: boundaryOf(kind === 'plane') };
  }
  if (kind === 'text') {
    const names = ['negative', 'positive'];
    const view = (index: number): SampleView => ({ kind: 'text', text: TEXTS[index % 2] ?? '' });
    return { ...base, ...confusionOf(names), worst: worstOf(view, names), used: 256, total: 40000 };
  }
  if (kind === 'table') {
    const names = ['setosa', 'versicolor', 'virginica'];
    return { ...base, ...confusionOf(names), worst: worstOf(tableView, names).slice(0, 5) };
  }
  if (kind === 'classes') {
    const names = Array.from({ length: 46 }, (_, index) => `topic ${index.toString()}`);
    return { ...base, ...confusionOf(names), worst: worstOf(tableView, names) };
  }
  const side = kind === 'small' ? 8 : 28;
  return { ...base, ...confusionOf(digits), worst: worstOf((index) => digit(index, side), digits) };
}

function tableView(index: number): SampleView {
  const names = ['age', 'body mass index', 'blood pressure', 'sex', 'sepal_length'];
  const cells = names.map((name, at) => [name, (2 + noise(index * 7 + at)).toPrecision(4)] as const);
  return { kind: 'table', cells, more: 5 };
}
