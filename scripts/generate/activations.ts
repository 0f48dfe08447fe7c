/** The kernels of the activations, from src/kinds/activations: formulas, and a loop for each. */
import { ACTIVATION_KERNELS } from '../../src/kinds/activations/table.ts';
import { heading, importing, inlined, vectorImports } from './assembly.ts';
import { choices, constants, dispatch } from './dispatch.ts';

/** src/kernels/generated/formulas/activations.ts */
export function activationFormulas(): string {
  const value = inlined(
    'f(z); `alpha` and `scale` are those of the activation.',
    'export function value(kind: i32, z: v128, alpha: v128, scale: v128): v128',
    choices(ACTIVATION_KERNELS, (kernel) => kernel.value),
  );
  const slope = inlined(
    'f′ from z and a = f(z).',
    'export function slope(kind: i32, z: v128, a: v128, alpha: v128, scale: v128): v128',
    choices(ACTIVATION_KERNELS, (kernel) => kernel.derivative),
  );
  return [
    heading('Activations and their derivatives, four elements at a time.', 'src/kinds/activations'),
    vectorImports(value + slope),
    `\n${constants(ACTIVATION_KERNELS)}\n${value}\n${slope}`,
  ].join('');
}

/** src/kernels/generated/activations.ts */
export function activationKernels(): string {
  const forward = dispatch(
    ACTIVATION_KERNELS,
    'export function activate(kind: i32, z: usize, a: usize, length: usize, alpha: f32, scale: f32): void',
    'forwardLoop',
    'z, a, length, alpha, scale',
  );
  const backward = dispatch(
    ACTIVATION_KERNELS,
    'export function activateBackward(\n  kind: i32, z: usize, a: usize, da: usize, dz: usize, length: usize, alpha: f32, scale: f32,\n): void',
    'backwardLoop',
    'z, a, da, dz, length, alpha, scale',
  );
  return [
    heading('A loop for each activation; softmax is in ../softmax.ts.', 'src/kinds/activations'),
    "import { backwardLoop, forwardLoop } from '../vector/activationLoops';\n",
    importing(
      ACTIVATION_KERNELS.map(({ name }) => name),
      './formulas/activations',
    ),
    `\n/** a = f(z) over \`length\` elements; z and a may be the same. */\n${forward}\n`,
    `/** dz = da ⊙ f′ over \`length\` elements; da and dz may be the same. */\n${backward}`,
  ].join('');
}
