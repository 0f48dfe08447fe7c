/** Every activation, loss and optimizer of all WASM builds against the reference. */
import { activation as activationSchema } from '../../../../src/kinds/activations/table.ts';
import { loss as lossSchema, lossKind } from '../../../../src/kinds/losses/table.ts';
import { activate, activateBackward } from '../../../../src/kinds/operations/activations.ts';
import { lossSum } from '../../../../src/kinds/operations/losses.ts';
import { ONE_ROW } from '../../../../src/kinds/operations/operation.ts';
import { prepareFlat as prepare } from '../../../support/flat.ts';
import { slotOperands, update } from '../../../../src/kinds/operations/update.ts';
import { UPDATE_SUMS } from '../../../../src/kinds/optimizers/optimizer.ts';
import { optimizer as optimizerSchema } from '../../../../src/kinds/optimizers/table.ts';
import { everyChoice } from '../../../support/kinds.ts';
import type { Activation, Optimizer, Semantics } from '../../../../src/format/types.ts';
import { elementSlots } from '../../../../src/kinds/optimizers/rules.ts';
import { numbers, type Twins } from '../../kernels/twins.ts';
import { eachBuild } from '../../kernels/eachBuild.ts';
const EDGE_NUMBERS = [0, -0, 1e-40, -1e-40, 1e-38, 88, -88, 200, -200, 1e4, -1e4, Infinity, -Infinity, NaN];

const ACTIVATIONS = everyChoice(activationSchema, 'keras');

const LOSSES = everyChoice(lossSchema, 'keras').flatMap((loss) => {
  const { fused, probabilities } = lossKind(loss);
  const activations = fused && probabilities ? (['none', probabilities] as const) : (['none'] as const);
  return activations.map((activation) => ({ loss, fused: activation }));
});

const BASE = { learningRate: 0.1, weightDecay: 0.01 };
/** Combinations of two keys beside every optimizer and every key of it. */
const OPTIMIZERS: readonly Optimizer[] = [
  ...everyChoice(optimizerSchema, 'keras').map((optimizer) => ({ ...optimizer, ...BASE })),
  { ...BASE, type: 'momentum', momentum: 0.9, nesterov: true },
  { ...BASE, type: 'rmsprop', rho: 0.9, momentum: 0.8, epsilon: 1e-7, centered: true },
];

function checkActivation(
  twins: Twins,
  activation: Activation,
  values: readonly number[],
  rows: number,
): void {
  const units = values.length / rows;
  const z = twins.tensor(values);
  const a = twins.room(values.length);
  const da = twins.tensor(numbers(values.length, 7));
  const dz = twins.room(values.length);
  const what = `${activation.type} of ${String(values.length)}`;
  twins.run((backend) => {
    backend.run(prepare(activate, { activation, z, a, units }), rows);
    return undefined;
  });
  // Values near 0 of gelu's tail are differences of numbers near 1: absolute error.
  twins.expectEqual(a, what, 1e-6, 4e-7);
  twins.run((backend) => {
    backend.run(prepare(activateBackward, { activation, z, a, da, dz, units }), rows);
    return undefined;
  });
  twins.expectEqual(dz, `${what}, backward`, 2e-6, 1e-6);
}

function checkLoss(twins: Twins, row: (typeof LOSSES)[number], rows: number, units: number): void {
  const count = rows * units;
  const probability = row.fused === 'none' && row.loss.type.endsWith('Crossentropy');
  const output = twins.tensor(numbers(count, 11).map((v) => (probability ? 0.5 + 0.49 * v : 5 * v)));
  const oneHot = row.loss.type === 'categoricalCrossentropy';
  /** Another class in each row, so that no column is 0 throughout. */
  const isClass = (index: number): boolean => (Math.floor(index / units) * 7 + 1) % units === index % units;
  const target = twins.tensor(numbers(count, 12).map((v, index) => Number(oneHot ? isClass(index) : v > 0)));
  const gradient = twins.room(count);
  for (const into of [gradient, null]) {
    const measured = { ...row, semantics: 'keras', output, target, gradient: into, units } as const;
    twins.run((backend) => backend.run(prepare(lossSum, measured), rows), 1e-6);
  }
  twins.expectEqual(gradient, `gradient of ${row.loss.type}`, 2e-6, 1e-7);
}

function checkOptimizer(twins: Twins, optimizer: Optimizer, semantics: Semantics, length: number): void {
  const w = twins.tensor(numbers(length, 21));
  const slots = elementSlots(optimizer, semantics).map(({ initial }) =>
    twins.tensor(initial === 'weights' ? numbers(length, 21) : new Array<number>(length).fill(initial)),
  );
  const g = twins.room(length);
  for (let step = 1; step <= 4; step++) {
    const gradient = numbers(length, 30 + step);
    const rule = { optimizer, semantics, learningRate: 0.1 / step, step };
    const found: Float64Array[] = [];
    twins.run((backend) => {
      backend.view(g).set(gradient);
      const updating = prepare(update, { rule, w, g, ...slotOperands(slots), elements: length });
      backend.run(updating, ONE_ROW);
      found.push(updating.sums);
      return undefined;
    });
    for (const place of Object.values(UPDATE_SUMS))
      twins.run((backend) => found[backend.name === 'reference' ? 0 : 1]?.[place], 1e-5);
    const what = `${optimizer.type} ${semantics}, step ${String(step)}`;
    twins.expectEqual(w, `w of ${what}`, 1e-5, 2e-6);
    for (const slot of slots) twins.expectEqual(slot, `slot of ${what}`, 1e-5, 2e-6);
  }
}

eachBuild('formulas of kernels', (create) => {
  for (const activation of ACTIVATIONS) {
    const name = 'approximate' in activation && activation.approximate ? 'gelu by tanh' : activation.type;
    it(`computes ${name} and its derivative`, () => {
      const twins = create();
      for (let length = 1; length <= 67; length++) {
        checkActivation(
          twins,
          activation,
          numbers(length, length).map((v) => 8 * v),
          1,
        );
      }
      checkActivation(
        twins,
        activation,
        numbers(7 * 13, 5).map((v) => 30 * v),
        7,
      );
      // The non-finite ones stand alone for softmax, whose rows would else all be NaN.
      for (const value of EDGE_NUMBERS) {
        if (Number.isFinite(value) || !['gelu', 'silu', 'softmax'].includes(activation.type)) {
          checkActivation(twins, activation, [value, 0.5, -0.5], activation.type === 'softmax' ? 1 : 3);
        }
      }
    });
  }

  for (const row of LOSSES) {
    it(`computes ${row.loss.type}, fused with ${row.fused}`, () => {
      const twins = create();
      for (let units = 1; units <= 67; units++) checkLoss(twins, row, 1 + (units % 5), units);
      checkLoss(twins, row, 129, 3);
    });
  }

  for (const optimizer of OPTIMIZERS) {
    for (const semantics of ['keras', 'pytorch'] as const) {
      it(`steps ${JSON.stringify(optimizer)} as ${semantics}`, () => {
        for (let length = 1; length <= 67; length += length < 9 ? 1 : 7) {
          checkOptimizer(create(1 << 12), optimizer, semantics, length);
        }
      });
    }
  }
});
