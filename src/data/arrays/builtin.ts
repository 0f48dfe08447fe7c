/**
 * Synthetic data. Sample i is drawn from Philox stream `synthetic` with counter word i, so it does not depend
 * on how many samples there are. `noise` is the standard deviation of normal noise added to each coordinate
 * (for line and sine: to y). Classes are shared out evenly: sample i is of class i mod classes. The test functions of the losses
 * are an input of 1 and two targets of 0.
 */
import { RandomStream } from '../../base/philox.ts';
import type { BuiltinName, Source } from '../../format/types.ts';
import { isTestFunction, type TestFunctionName } from '../../kinds/losses/testFunctions.ts';
import { arrayTable, columnsOf } from './arrays.ts';
import type { Table } from '../columns/table.ts';

type Builtin = Extract<Source, { kind: 'builtin' }>;

interface Sample {
  readonly x: readonly number[];
  readonly y: number;
}

const TURN = 2 * Math.PI;

/** One sample without noise on x; `y` is the class, or the value before noise. */
const GENERATORS: Readonly<
  Record<
    Exclude<BuiltinName, TestFunctionName>,
    (random: RandomStream, index: number, classes: number) => Sample
  >
> = {
  /** The corners of the unit square in turn; class = x1 xor x2. */
  xor: (_random, index) => {
    const first = (index >> 1) & 1;
    const second = index & 1;
    return { x: [first, second], y: first ^ second };
  },
  /** Arm c at radius r ∈ [0, 1): angle 2π·c/classes + 1.75·2π·r (one and three quarter turns). */
  spiral: (random, index, classes) => {
    const arm = index % classes;
    const radius = random.uniform();
    const angle = TURN * (arm / classes + 1.75 * radius);
    return { x: [radius * Math.cos(angle), radius * Math.sin(angle)], y: arm };
  },
  /** Two half circles of radius 1: (cos t, sin t) and (1 − cos t, ½ − sin t), t ∈ [0, π). */
  moons: (random, index) => {
    const angle = Math.PI * random.uniform();
    const upper = index % 2 === 0;
    const x = upper ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return { x, y: upper ? 0 : 1 };
  },
  /** Concentric circles; class c has radius (c + 1)/classes. */
  circles: (random, index, classes) => {
    const ring = index % classes;
    const radius = (ring + 1) / classes;
    const angle = TURN * random.uniform();
    return { x: [radius * Math.cos(angle), radius * Math.sin(angle)], y: ring };
  },
  /** Unit normal clouds around centres on a circle of radius 3. */
  gaussians: (random, index, classes) => {
    const cloud = index % classes;
    const angle = (TURN * cloud) / classes;
    return { x: [3 * Math.cos(angle) + random.normal(), 3 * Math.sin(angle) + random.normal()], y: cloud };
  },
  /** y = 2x − 1, x ∈ [−1, 1). */
  line: (random) => {
    const x = 2 * random.uniform() - 1;
    return { x: [x], y: 2 * x - 1 };
  },
  /** y = sin(2πx), x ∈ [−1, 1). */
  sine: (random) => {
    const x = 2 * random.uniform() - 1;
    return { x: [x], y: Math.sin(TURN * x) };
  },
};

/** Columns `x, theta, phi`. */
function pointTable({ name, samples, noise }: Builtin, seed: number): Table {
  const names = ['x', 'theta', 'phi'];
  const values = new Float64Array(samples * names.length);
  for (let index = 0; index < samples; index++) {
    values[index * names.length] = 1 + noise * new RandomStream(seed, 'synthetic', index).normal();
  }
  return arrayTable(name, samples, columnsOf(values, names), names.slice(1));
}

/** Columns `x1, x2, label`, or `x, y` for line and sine, or those of a test function. */
export function builtinTable(source: Builtin, seed: number): Table {
  const { name, samples, noise } = source;
  if (isTestFunction(name)) return pointTable(source, seed);
  const regression = name === 'line' || name === 'sine';
  const names = regression ? ['x', 'y'] : ['x1', 'x2', 'label'];
  const values = new Float64Array(samples * names.length);
  for (let index = 0; index < samples; index++) {
    const random = new RandomStream(seed, 'synthetic', index);
    const { x, y } = GENERATORS[name](random, index, source.classes);
    const row = regression
      ? [...x, y + noise * random.normal()]
      : [...x.map((v) => v + noise * random.normal()), y];
    values.set(row, index * names.length);
  }
  return arrayTable(name, samples, columnsOf(values, names), names.slice(-1));
}
