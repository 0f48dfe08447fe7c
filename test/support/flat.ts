/** Calls over tensors that were taken by their length alone, as a test of kernels does. */
import {
  prepareAny,
  type AnyOperation,
  type Call,
  type Operands,
  type Operation,
} from '../../src/kinds/operations/operation.ts';
import { type SparseTensor, type Tensor, tensorAt } from '../../src/kinds/operations/tensor.ts';
import { numbers } from '../../src/kinds/shape.ts';

/** As the product's `prepare`; each tensor gets the axes that its operation declares, with as many rows as it has room for. */
export function prepareFlat<D extends Operation['operands'], S extends object>(
  operation: Operation<D, S>,
  operands: Operands<D, S>,
): Call<Operands<D, S>> {
  return prepareFlatAny(operation, operands);
}

/** The same for code that goes through the table of operations. */
export function prepareFlatAny<T extends object>(operation: AnyOperation, operands: T): Call<T> {
  const given = operands as Readonly<Record<string, number | Tensor | SparseTensor | null>>;
  const shaped = Object.entries(operation.operands).map(([name, { axes }]) => {
    const tensor = given[name];
    if (tensor === null || typeof tensor !== 'object' || tensor.layout === 'sparse') return [name, tensor];
    const inner = numbers(...axes.filter((axis) => axis !== 'rows').map((axis) => Number(given[axis])));
    const perRow = inner.axes.reduce((product, length) => product * length, 1);
    const rows = axes[0] === 'rows' ? Math.floor(tensor.length / perRow) : null;
    return [name, { ...tensorAt(tensor.offset, inner, rows), base: tensor.base ?? tensor }];
  });
  return prepareAny(operation, { ...operands, ...(Object.fromEntries(shaped) as object) });
}
