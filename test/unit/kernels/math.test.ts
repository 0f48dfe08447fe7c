/** The errors that src/kernels/vector/math.ts claims, measured through the activations that are these functions. */
import assert from 'node:assert/strict';

import type { Activation } from '../../../src/format/types.ts';
import { createWasmBackend } from '../../../src/engine/wasm/backend.ts';
import { activate } from '../../../src/kinds/operations/activations.ts';
import { numbers } from '../../../src/kinds/shape.ts';
import { prepareFlat as prepare } from '../../support/flat.ts';
import { compiledKernels } from './compiled.ts';

const COUNT = 40_000;

/** The distance between float32 neighbours at `value`. */
function ulp(value: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), -126);
  return 2 ** (exponent - 23);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

const CASES: readonly {
  readonly name: string;
  readonly activation: Activation;
  readonly exact: (x: number) => number;
  readonly from: number;
  readonly to: number;
  readonly ulps: number;
}[] = [
  { name: 'exp', activation: { type: 'sigmoid' }, exact: Math.exp, from: -86, to: -20, ulps: 2 },
  { name: 'sigmoid', activation: { type: 'sigmoid' }, exact: sigmoid, from: -86, to: 20, ulps: 3 },
  { name: 'tanh', activation: { type: 'tanh' }, exact: Math.tanh, from: -12, to: 12, ulps: 2.5 },
  { name: 'expm1', activation: { type: 'elu', alpha: 1 }, exact: Math.expm1, from: -20, to: 0, ulps: 3 },
  {
    name: 'softplus',
    activation: { type: 'softplus' },
    exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    from: -80,
    to: 30,
    ulps: 4,
  },
];

for (const build of ['plain', 'relaxed', 'wide'] as const) {
  describe(`elementary functions, ${build} build`, () => {
    for (const { name, activation, exact, from, to, ulps } of CASES) {
      it(`${name} is within ${String(ulps)} ulp`, async () => {
        const modules = await compiledKernels();
        const backend = createWasmBackend(modules[build], COUNT, build);
        const tensor = backend.allocate(numbers(COUNT));
        const view = backend.view(tensor);
        for (let index = 0; index < COUNT; index++)
          view[index] = from + ((to - from) * (index + 0.5)) / COUNT;
        const inputs = Float64Array.from(view);
        backend.run(prepare(activate, { activation, z: tensor, a: tensor, units: COUNT }), 1);
        let worst = 0;
        inputs.forEach((x, index) => {
          const expected = exact(x);
          worst = Math.max(worst, Math.abs((view[index] ?? NaN) - expected) / ulp(expected));
        });
        assert.ok(worst <= ulps, `${name} is off by ${worst.toFixed(2)} ulp`);
      });
    }
  });
}
