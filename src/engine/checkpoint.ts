/**
 * Weights and checkpoints in the safetensors format (https://github.com/huggingface/safetensors): the header's length as a 64-bit integer,
 * a JSON header, the tensors' bytes. Everything is little-endian.
 */
import type { Text } from '../base/problems/text.ts';
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/runs.ts';
import { NnError } from '../base/errors.ts';
import { SEALED_VERSION, UNSEALED } from '../base/seal.ts';
import type { Plan } from '../plan/types.ts';
import type { CheckpointState } from '../run/checkpoints.ts';
import { matchWeights, type NamedTensor } from './weights.ts';

export interface SafetensorsFile {
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes per element of the types that can be read; all become float32. */
const TYPES: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };
/** The format's own limit. */
const LARGEST_HEADER = 100_000_000;
const PREFIX = 8;

/**
 * A file's bytes from first to last, made as they are asked for: a file as large as the network need never lie in
 * memory beside it. Every tensor as F32; the tensors are read when their turn comes, and must not change until then.
 */
export class SafetensorsBytes {
  /** Bytes of the whole file. */
  readonly length: number;
  /** The remaining parts, in order; the first of these is read from `#at`. */
  #parts: Uint8Array[];
  #at = 0;
  #left: number;

  constructor(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>> = {}) {
    const header: Record<string, unknown> = {};
    if (Object.keys(metadata).length > 0) header['__metadata__'] = metadata;
    let end = 0;
    for (const { name, shape, values } of tensors) {
      const start = end;
      end += values.length * 4;
      header[name] = { dtype: 'F32', shape, data_offsets: [start, end] };
    }
    const json = new TextEncoder().encode(JSON.stringify(header));
    // Padded with spaces, so that the data is aligned.
    const headerLength = Math.ceil(json.length / PREFIX) * PREFIX;
    const head = new Uint8Array(PREFIX + headerLength).fill(0x20);
    new DataView(head.buffer).setBigUint64(0, BigInt(headerLength), true);
    head.set(json, PREFIX);
    const bodies = tensors.map(
      ({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    this.#parts = [head, ...bodies].reverse();
    this.length = head.length + end;
    this.#left = this.length;
  }

  /** Bytes that are not read yet. */
  get left(): number {
    return this.#left;
  }

  /** Copies what is left, so that the tensors may change. */
  detach(): void {
    const own = new Uint8Array(this.#left);
    this.read(own);
    this.#parts = [own];
    this.#at = 0;
    this.#left = own.length;
  }

  /** Fills `target` with the next bytes, of which there must be as many. */
  read(target: Uint8Array): void {
    for (let filled = 0; filled < target.length;) {
      const part = this.#parts.at(-1);
      if (!part) throw new RangeError('The file has no more bytes.');
      const next = part.subarray(this.#at, this.#at + target.length - filled);
      target.set(next, filled);
      filled += next.length;
      this.#at += next.length;
      if (this.#at < part.length) continue;
      this.#parts.pop();
      this.#at = 0;
    }
    this.#left -= target.length;
  }
}

/** The file's bytes; every tensor as F32. */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  return wholeOf(new SafetensorsBytes(tensors, metadata));
}

function wholeOf(file: SafetensorsBytes): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(file.length);
  file.read(bytes);
  return bytes;
}

function broken(what: Text): NnError {
  return new NnError(sentence('NN-WEIGHTS-FORMAT', { what }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** IEEE half precision. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const bfloat = new DataView(new ArrayBuffer(4));

function readValues(view: DataView, start: number, count: number, type: string): Float32Array {
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    if (type === 'F32') values[index] = view.getFloat32(start + 4 * index, true);
    else if (type === 'F64') values[index] = view.getFloat64(start + 8 * index, true);
    else if (type === 'F16') values[index] = halfToNumber(view.getUint16(start + 2 * index, true));
    else {
      bfloat.setUint16(0, view.getUint16(start + 2 * index, true));
      values[index] = bfloat.getFloat32(0);
    }
  }
  return values;
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < PREFIX) throw broken(phrase('it is shorter than its 8-byte prefix'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > LARGEST_HEADER || length > bytes.length - PREFIX) {
    throw broken(phrase('its header should have {length} bytes, more than there are', { length }));
  }
  let header: unknown;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    header = JSON.parse(decoder.decode(bytes.subarray(PREFIX, PREFIX + length)));
  } catch {
    throw broken(phrase('its header is not JSON'));
  }
  if (!isRecord(header)) throw broken(phrase('its header is not an object'));
  return { header, dataStart: PREFIX + length };
}

function readTensor(name: string, entry: unknown, view: DataView, dataStart: number): NamedTensor {
  if (!isRecord(entry)) throw broken(phrase('the entry of {name} is not an object', { name }));
  const { dtype, shape, data_offsets: offsets } = entry;
  const width = typeof dtype === 'string' && Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  if (typeof dtype !== 'string' || width === undefined) {
    throw new NnError(sentence('NN-WEIGHTS-TYPE', { name, dtype: JSON.stringify(dtype) }));
  }
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw broken(phrase('the shape of {name} is not a list of sizes', { name }));
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw broken(phrase('the offsets of {name} are not two numbers', { name }));
  }
  const [start = 0, end = 0] = offsets;
  const count = shape.reduce((product, size) => product * size, 1);
  // Sizes are checked against the bytes that are there before any memory is taken.
  if (end < start || end > view.byteLength - dataStart || end - start !== count * width) {
    throw broken(phrase('the bytes of {name} do not agree with its shape or lie outside the file', { name }));
  }
  return { name, shape: shape, values: readValues(view, dataStart + start, count, dtype) };
}

/**
 * Reads a file of untrusted origin.
 * @throws NnError NN-WEIGHTS-FORMAT, NN-WEIGHTS-TYPE
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, dataStart } = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const metadata: Record<string, string> = {};
  const tensors: NamedTensor[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') {
      tensors.push(readTensor(name, entry, view, dataStart));
      continue;
    }
    if (!isRecord(entry)) throw broken(phrase('its metadata is not an object'));
    for (const [key, value] of Object.entries(entry)) if (typeof value === 'string') metadata[key] = value;
  }
  return { tensors, metadata };
}

/**
 * A checkpoint as a file: its scalars are JSON in the metadata, next to the tensors that any other program can read. Who
 * writes it puts its checksum (base/seal.ts) in place of the zeros.
 */
export function checkpointBytes(state: CheckpointState): SafetensorsBytes {
  return new SafetensorsBytes(state.tensors, {
    format: 'nnspec',
    version: SEALED_VERSION,
    sha256: UNSEALED,
    step: String(state.step),
    epoch: String(state.epoch),
    scalars: JSON.stringify(state.scalars),
  });
}

/** The whole of it at once. */
export function encodeCheckpoint(state: CheckpointState): Uint8Array<ArrayBuffer> {
  return wholeOf(checkpointBytes(state));
}

/**
 * The checkpoint that `encodeCheckpoint` wrote.
 * @throws NnError NN-WEIGHTS-FORMAT, NN-WEIGHTS-TYPE; NN-WEIGHTS-STATE if the file has weights only
 */
export function decodeCheckpoint(bytes: Uint8Array): CheckpointState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const step = Number(metadata['step']);
  const epoch = Number(metadata['epoch']);
  let scalars: unknown = null;
  try {
    scalars = JSON.parse(metadata['scalars'] ?? 'null');
  } catch {
    // Reported below, like a missing one.
  }
  if (!isCount(step) || !isCount(epoch) || !isRecord(scalars)) {
    throw new NnError(sentence('NN-WEIGHTS-STATE.weights'));
  }
  return { step, epoch, tensors, scalars };
}

/**
 * The weights for `plan` in a safetensors file, such as `training.initialWeights` names.
 * @throws NnError NN-WEIGHTS-…
 */
export function decodeWeights(bytes: Uint8Array, plan: Plan): readonly NamedTensor[] {
  return matchWeights(plan, decodeSafetensors(bytes).tensors);
}
