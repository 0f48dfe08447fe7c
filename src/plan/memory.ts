/** Bytes a run will take, by arithmetic, before anything is allocated. */
import { tensorAt } from '../kinds/operations/tensor.ts';
import { capacityOf, type Layout, layOutNetwork } from './layOut.ts';
import type { Plan } from './types.ts';
import { batchesOfGroup } from './updates.ts';

const FLOAT = 4;
/** Row pointer of a sparse row. */
const POINTER = 4;
/** Index and value of a sparse entry. */
const ENTRY = 8;
/** Elements of all tensors that the network needs, parameters and all that belongs to them included, and the optimizer's share. */
function elementsOf(layout: Layout): { readonly all: number; readonly optimizer: number } {
  let all = 0;
  const { parameters, directing } = layOutNetwork(layout, (shape, rows) => {
    const tensor = tensorAt(all, shape, rows);
    all += tensor.length;
    return tensor;
  });
  const kept = parameters.flatMap(({ slots, direction }) => [...slots, ...(direction ? [direction] : [])]);
  const own = [...kept, ...(directing?.scratch ?? [])];
  return { all, optimizer: own.reduce((sum, { length }) => sum + length, 0) };
}

/**
 * Bytes by purpose: `data` is in JavaScript's memory, the rest in the arena. The tensors are those that training asks for; only
 * the non-zeros of a batch of sparse rows are estimated.
 */
export function memoryOf(layout: Layout): Plan['memory'] {
  const { data, layers, outputs } = layout;
  const { train, validation, test } = data.samples;
  const samples = train + validation + test;
  const inputs = data.sparse
    ? samples * POINTER + data.nonZeros * ENTRY
    : samples * data.features * (data.inputBytes ?? FLOAT);
  const all = layers.flatMap(({ parameters }) => parameters);
  const size = all.reduce((sum, parameter) => sum + parameter.size, 0);
  const trainable = all.reduce((sum, parameter) => sum + (parameter.trainable ? parameter.size : 0), 0);
  const sparseInputs = data.sparse ? (data.nonZeros / Math.max(1, samples)) * capacityOf(layout) * ENTRY : 0;
  const gradients = trainable * (batchesOfGroup(layout.spec) > 1 ? 2 : 1);
  const elements = elementsOf(layout);
  const passing = elements.all - size - gradients - elements.optimizer;
  const parts = {
    // Weights of training rows are kept twice.
    data: inputs + samples * outputs * FLOAT + (data.weights ? 2 * train * FLOAT : 0),
    parameters: size * FLOAT,
    gradients: gradients * FLOAT,
    optimizer: elements.optimizer * FLOAT,
    activations: Math.ceil(sparseInputs) + passing * FLOAT,
  };
  const total = parts.data + parts.parameters + parts.gradients + parts.optimizer + parts.activations;
  return { ...parts, total };
}
