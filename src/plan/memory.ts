/** Bytes a run will take, by arithmetic, before anything is allocated. */
import { optimizerKind } from '../kinds/optimizers/table.ts';
import { sizeOf } from '../kinds/shape.ts';
import type { ResolvedSpec } from '../format/types.ts';
import { outputsOf } from './output.ts';
import type { DataShape, Plan, PlanLayer } from './types.ts';

const FLOAT = 4;
/** Row pointer of a sparse row. */
const POINTER = 4;
/** Index and value of a sparse entry. */
const ENTRY = 8;
/** Evaluation goes through a split in batches of up to this many samples (engine/network.ts). */
const EVALUATION_ROWS = 256;
/** Arrays of a layer for each unit and sample: its output, the gradient and one more (z, mask or normalized input). */
const PER_UNIT = 3;

/** Estimated bytes by purpose; `data` is in JavaScript's memory, the rest mostly in the arena. */
export function memoryOf(
  spec: ResolvedSpec,
  data: DataShape,
  layers: readonly PlanLayer[],
  batchSize: number,
): Plan['memory'] {
  const { train, validation, test } = data.samples;
  const samples = train + validation + test;
  const rows = Math.max(batchSize, Math.min(EVALUATION_ROWS, Math.max(train, validation, test)));
  const targets = outputsOf(layers);
  const inputs = data.sparse
    ? samples * POINTER + data.nonZeros * ENTRY
    : samples * data.features * (data.inputBytes ?? FLOAT);
  const all = layers.flatMap(({ parameters }) => parameters);
  const size = all.reduce((sum, parameter) => sum + parameter.size, 0);
  const trainable = all.reduce((sum, parameter) => sum + (parameter.trainable ? parameter.size : 0), 0);
  const perSample = layers.reduce((sum, { output }) => sum + sizeOf(output) * PER_UNIT, targets * 2);
  const batchInputs = data.sparse
    ? (data.nonZeros / Math.max(1, samples)) * rows * ENTRY
    : rows * data.features * FLOAT;
  const parts = {
    data: inputs + samples * targets * FLOAT,
    parameters: size * FLOAT,
    gradients: trainable * FLOAT,
    optimizer: trainable * optimizerKind(spec.optimizer).slots(spec.optimizer, spec.semantics).length * FLOAT,
    activations: Math.ceil(batchInputs) + rows * perSample * FLOAT,
  };
  const total = parts.data + parts.parameters + parts.gradients + parts.optimizer + parts.activations;
  return { ...parts, total };
}
