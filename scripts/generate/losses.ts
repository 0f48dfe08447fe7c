/** The kernels of element-wise losses, from src/kinds/losses: formulas, and a loop for each. */
import { LOSS_KERNELS } from '../../src/kinds/losses/table.ts';
import { branch, heading, importing, inlined, vectorImports } from './assembly.ts';
import { choices, constants, dispatch } from './dispatch.ts';

const PARAMETERS = 'kind: i32, o: v128, t: v128, e: v128, parameter: v128';

/** src/kernels/generated/formulas/losses.ts */
export function lossFormulas(): string {
  const value = inlined(
    'The loss of four outputs as the sum of two float64 lanes; `e` is o − t.',
    `export function value(${PARAMETERS}): v128`,
    choices(LOSS_KERNELS, (kernel) => kernel.value),
  );
  const slope = inlined(
    'The derivative with respect to o.',
    `export function slope(${PARAMETERS}): v128`,
    choices(LOSS_KERNELS, (kernel) => kernel.derivative),
  );
  const freeOutput = inlined(
    'An output that costs nothing where the target is 0.',
    'export function freeOutput(kind: i32): f32',
    [
      ...LOSS_KERNELS.flatMap(({ name, freeOutput: output = 0 }) =>
        output === 0 ? [] : branch(`kind == ${name}`, String(output)),
      ),
      ...branch('', '0'),
    ],
  );
  return [
    heading('Element-wise losses and their derivatives, four outputs at a time.', 'src/kinds/losses'),
    vectorImports(value + slope),
    `\n${constants(LOSS_KERNELS)}\n${value}\n${slope}\n${freeOutput}`,
  ].join('');
}

/** src/kernels/generated/losses.ts */
export function lossKernels(): string {
  const head = `export function elementLoss(
  kind: i32, output: usize, target: usize, gradient: usize, length: usize, factor: f32, parameter: f32,
): f64`;
  const args = 'output, target, gradient, length, factor, parameter';
  return [
    heading('A loop for each element-wise loss.', 'src/kinds/losses'),
    "import { lossLoop } from '../vector/lossLoop';\n",
    importing(
      LOSS_KERNELS.map(({ name }) => name),
      './formulas/losses',
    ),
    '\n/** Σ of the loss over `length` elements; writes derivative·factor to `gradient` unless it is 0. */\n',
    dispatch(LOSS_KERNELS, head, 'lossLoop', args),
  ].join('');
}
