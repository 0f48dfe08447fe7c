/** The matrix products: those too small to be packed, and those that threads may share. */
import { rowsOf } from '../../../kinds/operations/tensor.ts';
import { dense, denseInputGradient, denseKernelGradient } from '../../../kinds/operations/products.ts';
import { denseKernelGradientSparse, denseSparse } from '../../../kinds/operations/sparseProducts.ts';
import { FLOAT } from '../cutting.ts';
import { byName } from '../generated/kernels.ts';
import { PARTS } from '../parts.ts';
import { own, type Binding, type Own } from './binding.ts';

/** Products with fewer multiply-adds than this are not worth packing (measured by bench/kernels.ts). */
const SMALL_PRODUCT = 4096;
/** The kernels of small products do not add to what is there: a branch more costs a small network 3 % of its step. */
const NEVER_SMALL = -1;
/** About what a core does in the large products. */
const MULTIPLY_ADDS_PER_NANOSECOND = 16;

type Product = Omit<Parameters<typeof byName.gemm>[1], 'scratch'>;

/** A product that is large enough to be packed, by as many threads as are worth it. */
function multiplyLarge({ memory, team }: Binding, product: Product): void {
  const nanoseconds = (product.m * product.n * product.k) / MULTIPLY_ADDS_PER_NANOSECOND;
  if (team.wants(nanoseconds)) team.run(PARTS.gemm, nanoseconds, product);
  else byName.gemm(memory.kernels, { ...product, scratch: memory.scratchAt });
}

export const PRODUCTS: readonly Own[] = [
  own(dense, (operands, binding) => {
    const { inputs: k, units: n } = operands;
    const { kernels } = binding.memory;
    const add = Number(operands.add ?? false);
    const small = add === 0 ? SMALL_PRODUCT : NEVER_SMALL;
    const a = binding.at(operands.x);
    const b = binding.at(operands.w);
    const c = binding.at(operands.z);
    const bias = binding.at(operands.b);
    const [aStepM, aStepK] = [k * FLOAT, FLOAT];
    const [bStepK, bStepN] = [n * FLOAT, FLOAT];
    const stepC = n * FLOAT;
    const product = { m: 0, n, k, a, aStepM, aStepK, b, bStepK, bStepN, c, stepC, bias, add };
    return (rows) => {
      product.m = rows;
      if (rows * n * k <= small) byName.gemmSmall(kernels, product);
      else multiplyLarge(binding, product);
      return 0;
    };
  }),
  own(denseKernelGradient, (operands, binding) => {
    const { inputs: m, units: n } = operands;
    const { kernels } = binding.memory;
    const add = Number(operands.add ?? false);
    const small = add === 0 ? SMALL_PRODUCT : NEVER_SMALL;
    const a = binding.at(operands.x);
    const b = binding.at(operands.dz);
    const c = binding.at(operands.dw);
    const bias = 0;
    const [aStepM, aStepK] = [FLOAT, m * FLOAT];
    const [bStepK, bStepN] = [n * FLOAT, FLOAT];
    const stepC = n * FLOAT;
    const product = { m, n, k: 0, a, aStepM, aStepK, b, bStepK, bStepN, c, stepC, bias, add };
    return (rows) => {
      product.k = rows;
      if (m * n * rows <= small) byName.gemmSmall(kernels, product);
      else multiplyLarge(binding, product);
      return 0;
    };
  }),
  own(denseInputGradient, (operands, binding) => {
    const { inputs: n, units: k } = operands;
    const { kernels } = binding.memory;
    const add = Number(operands.add ?? false);
    const small = add === 0 ? SMALL_PRODUCT : NEVER_SMALL;
    const a = binding.at(operands.dz);
    const b = binding.at(operands.w);
    const c = binding.at(operands.dx);
    const bias = 0;
    const [aStepM, aStepK] = [k * FLOAT, FLOAT];
    const [bStepK, bStepN] = [FLOAT, k * FLOAT];
    const stepC = n * FLOAT;
    const product = { m: 0, n, k, a, aStepM, aStepK, b, bStepK, bStepN, c, stepC, bias, add };
    return (rows) => {
      product.m = rows;
      if (rows * n * k <= small) byName.gemmSmallTransposed(kernels, product);
      else multiplyLarge(binding, product);
      return 0;
    };
  }),
  own(denseSparse, (operands, { sparse, at }) => {
    const [w, b, z] = [at(operands.w), at(operands.b), at(operands.z)];
    return () => {
      sparse.forward(rowsOf(operands.x), w, b, z, operands.units, operands.trains);
      return 0;
    };
  }),
  own(denseKernelGradientSparse, (operands, { sparse, at, view }) => {
    const gradient = { tensor: operands.dw, at: at(operands.dw), view: view(operands.dw) };
    const dz = at(operands.dz);
    return () => {
      sparse.kernelGradient(rowsOf(operands.x), dz, gradient, operands.units);
      return 0;
    };
  }),
];
