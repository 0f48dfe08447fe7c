/** New rows through a trained network: encoded as the training rows were. */
import { sentence } from '../../base/problems/runs.ts';
import { NnError } from '../../base/errors.ts';
import { encodeRows } from '../../data/load.ts';
import type { DataEncoder } from '../../data/types.ts';
import { decodeSafetensors } from '../../engine/checkpoint.ts';
import { predictRows } from '../../engine/evaluation/rowOutputs.ts';
import type { WorkerRequest } from '../../protocol/worker.ts';
import type { Prediction } from '../../run/predictions.ts';
import type { Source } from '../../format/types.ts';
import { chooseBackend } from '../kernels/chooseBackend.ts';
import { fileHost } from '../files/fileHost.ts';

/** `encoder` comes from run.json, which anyone may have changed. */
export function isEncoder(encoder: unknown): encoder is DataEncoder {
  if (typeof encoder !== 'object' || encoder === null || !('features' in encoder)) return false;
  const { features } = encoder;
  return (
    Array.isArray(features) &&
    features.every(
      (one: unknown) => typeof one === 'object' && one !== null && 'kind' in one && 'column' in one,
    )
  );
}

/** The source of the training rows, for messages. */
function nameOf(source: Source): string {
  switch (source.kind) {
    case 'file':
      return source.path;
    case 'idx':
      return source.images;
    case 'pictures':
      return source.folder;
    case 'builtin':
      return source.name;
    case 'inline':
      return 'the spec';
  }
}

/**
 * @param kernels folder of the compiled kernels
 * @throws NnError with the problem and its place for a file that cannot be read or encoded; NN-RUN-BROKEN
 */
export async function predictFile(
  request: Extract<WorkerRequest, { type: 'predict' }>,
  kernels: string,
  onProgress: (done: number, total: number) => void,
): Promise<Prediction> {
  const { plan, encoder, weights, path, format, baseDir, memoryLimit } = request;
  if (!isEncoder(encoder)) throw new NnError(sentence('NN-RUN-BROKEN.encoder'));
  const host = fileHost({ baseDir, allowedRoots: null, memoryLimit, onProgress });
  const trainedOn = nameOf(plan.spec.data.source);
  const encoded = await encodeRows(encoder, { kind: 'file', path, format }, host, trainedOn);
  const { x, rows: source, warnings } = encoded;
  const { backend } = await chooseBackend(kernels, plan, [x], 1);
  const { tensors } = decodeSafetensors(new Uint8Array(weights));
  const { buffer } = predictRows(plan, tensors, x, backend);
  return { rows: x.rows, outputs: plan.outputs, values: buffer, source, warnings };
}
