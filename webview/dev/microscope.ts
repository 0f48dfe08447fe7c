/** Stands in for VS Code: the microscope over a made-up step of a network of any size (`?units=2,2,2`). */
import type { MicroscopeMessage } from '../../src/protocol/microscope.ts';
import type { Asked } from '../../src/run/microscope/asked.ts';
import type { LensView, ViewColumn, ViewLine } from '../../src/run/microscope/view.ts';
import type { PageRequest } from '../host.ts';
import { noise } from './chance.ts';
import { DevHost } from './host.ts';
import { applyTheme } from './themes.ts';

const query = new URLSearchParams(location.search);
const sizes = (query.get('units') ?? '2,2,2').split(',').map(Number);
applyTheme(query.get('theme'));

/** Units of a large layer that are shown. */
const SHOWN = 9;

function columnOf(size: number, index: number): ViewColumn {
  const count = size > 12 ? SHOWN : size;
  const last = index === sizes.length - 1;
  const letter = index === 0 ? 'x' : last ? 'o' : `dense${String(index)}.`;
  const id = index === 0 ? '' : `dense${String(index)}`;
  return {
    id,
    what: index === 0 ? '' : 'dense (sigmoid)',
    total: size,
    units: Array.from({ length: count }, (_, place) => {
      const unit = Math.floor((place * size) / count);
      const ref = index === 0 ? `x[${String(unit)}]` : `${id}.a[${String(unit)}]`;
      return {
        index: unit,
        name: `${letter}${String(unit + 1)}`,
        label: index === 0 && size > 12 ? `word${String(unit)}` : '',
        value: (noise(index * 100 + unit) + 1) / 2,
        gradient: index === 0 ? null : noise(index * 300 + unit) / 10,
        ref,
        gradientRef: index === 0 ? null : `${ref}.gradient`,
      };
    }),
  };
}

function viewOf(sample: number | null, find: string): LensView {
  const columns = sizes.map(columnOf);
  const lines = columns.slice(1).map((own, index) =>
    (columns[index]?.units ?? []).flatMap((input, from) =>
      own.units.map((unit, to): ViewLine => {
        const value = noise(from * 31 + to * 7 + index);
        const name = `w(${input.name}→${unit.name})`;
        const ref = `${own.id}.kernel[${String(input.index)},${String(unit.index)}]`;
        return { from, to, weight: { name, value, gradient: value / 9, after: value * 0.99, ref } };
      }),
    ),
  );
  const looked = {
    step: 1,
    learningRate: 0.5,
    samples: [sample ?? 0],
    training: sample === null,
    loss: 0.0239719,
  };
  return { looked, samples: 120, columns, lines, found: find === '' ? null : 1 };
}

function answer(question: string): Asked {
  const part = (name: string, value: number, ref?: string) => ({
    name,
    value,
    ...(ref !== undefined && { ref }),
  });
  if (!question.includes('gradient')) {
    return { ref: question, name: question, value: 0.45, source: 'state', formula: null, after: 0.43703857 };
  }
  const parts = {
    p0: part('∂E/∂o1', 0.209446, 'dense2.a[0].gradient'),
    p1: part('∂o1/∂z3', 0.23802157, 'dense2.slope[0]'),
    p2: part('h1', 0.51998934, 'dense1.a[0]'),
  };
  const formula = { text: 'p0·p1·p2', parts };
  const difference = { value: 0.02592286, error: 3e-13 };
  return { ref: question, name: '∂E/∂w(h1→o1)', value: 0.02592286, source: 'formula', formula, difference };
}

const requests: PageRequest[] = [];
const host = new DevHost<MicroscopeMessage>(requests, {
  look: ({ sample, find }) => viewOf(sample, find),
  ask: ({ question }) => answer(question),
});

/** The page's requests to its host, in order: read by tests. */
Object.assign(window, { requests, acquireVsCodeApi: () => host.api('microscopeState') });
