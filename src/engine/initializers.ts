/**
 * Initial weights. Keras: initializers/random_initializers.py; PyTorch: nn/init.py. Every parameter draws from its
 * own part of the stream `init`, named by its name, so adding a layer changes no other layer's weights.
 */
import { hash32, RandomStream } from '../base/philox.ts';
import type { Initializer, Semantics } from '../spec/types.ts';
import { at, type Values } from '../base/values.ts';

/** Standard deviation of a standard normal that is cut off at ±2 (the constant of Keras). */
const TRUNCATED_STDDEV = 0.87962566103423978;

export interface InitializerTarget {
  readonly name: string;
  readonly shape: readonly number[];
  /** Inputs of the parameter's layer: what a bias is scaled by under `pytorchDefault`. */
  readonly inputs: number;
}

/** Fan in and fan out as Keras' compute_fans counts them. */
function fans(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const [first = 1, second = first] = shape;
  return { fanIn: first, fanOut: second };
}

/** Normal within two standard deviations: what falls outside is drawn again. */
function truncatedNormal(random: RandomStream): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

/**
 * Orthonormal columns (or rows, if there are fewer) of a random normal matrix: modified Gram–Schmidt, done twice
 * for precision, is the QR decomposition whose R has a positive diagonal.
 */
function orthogonal(shape: readonly number[], gain: number, random: RandomStream, out: Values): void {
  const [rows = 1, columns = 1] = shape;
  const length = Math.max(rows, columns);
  const count = Math.min(rows, columns);
  const vectors: Float64Array[] = [];
  for (let index = 0; index < count; index++) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        let dot = 0;
        for (let item = 0; item < length; item++) dot += at(vector, item) * at(other, item);
        for (let item = 0; item < length; item++) vector[item] = at(vector, item) - dot * at(other, item);
      }
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    vectors.push(vector.map((value) => value / norm));
  }
  vectors.forEach((vector, index) => {
    for (let item = 0; item < length; item++) {
      const position = rows >= columns ? item * columns + index : index * columns + item;
      out[position] = gain * at(vector, item);
    }
  });
}

/** Fills `out` with the initial values of a parameter. */
export function initialize(
  initializer: Initializer,
  target: InitializerTarget,
  semantics: Semantics,
  seed: number,
  out: Values,
): void {
  const random = new RandomStream(seed, 'init', hash32(target.name));
  const { fanIn, fanOut } = fans(target.shape);
  const fill = (draw: () => number): void => {
    for (let index = 0; index < out.length; index++) out[index] = draw();
  };
  const uniform = (limit: number): void => {
    fill(() => limit * (2 * random.uniform() - 1));
  };
  /** Glorot, He and LeCun normal: truncated in Keras so that the variance stays, plain in PyTorch. */
  const scaledNormal = (variance: number): void => {
    const stddev = Math.sqrt(variance);
    if (semantics === 'pytorch') fill(() => stddev * random.normal());
    else fill(() => (stddev / TRUNCATED_STDDEV) * truncatedNormal(random));
  };
  switch (initializer.type) {
    case 'zeros':
      out.fill(0);
      return;
    case 'ones':
      out.fill(1);
      return;
    case 'constant':
      out.fill(initializer.value);
      return;
    case 'randomNormal':
      fill(() => initializer.mean + initializer.stddev * random.normal());
      return;
    case 'truncatedNormal':
      fill(() => initializer.mean + initializer.stddev * truncatedNormal(random));
      return;
    case 'randomUniform':
      fill(() => initializer.minval + (initializer.maxval - initializer.minval) * random.uniform());
      return;
    case 'glorotUniform':
      uniform(Math.sqrt(6 / (fanIn + fanOut)));
      return;
    case 'heUniform':
      uniform(Math.sqrt(6 / fanIn));
      return;
    case 'lecunUniform':
      uniform(Math.sqrt(3 / fanIn));
      return;
    case 'glorotNormal':
      scaledNormal(2 / (fanIn + fanOut));
      return;
    case 'heNormal':
      scaledNormal(2 / fanIn);
      return;
    case 'lecunNormal':
      scaledNormal(1 / fanIn);
      return;
    case 'pytorchDefault':
      uniform(1 / Math.sqrt(target.inputs));
      return;
    case 'orthogonal':
      orthogonal(target.shape, initializer.gain, random, out);
      return;
  }
}
