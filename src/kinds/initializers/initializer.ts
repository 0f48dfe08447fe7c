/** An initializer of the catalogue: keys, formula, and the way it fills a parameter. */
import type { Text } from '../../base/problems/text.ts';
import type { RandomStream } from '../../base/philox.ts';
import type { Keys, Semantics } from '../../base/schema/schema.ts';
import type { Values } from '../../base/values.ts';
import type { Kind, Options } from '../kind.ts';

/** The numbers by which initializers scale a parameter. Its layer declares them. */
export interface Fans {
  /** Fan in and fan out as Keras' compute_fans counts them. */
  readonly in: number;
  readonly out: number;
  /** The numbers that a unit of the layer sums: what a bias is scaled by under `pytorchDefault`. */
  readonly inputs: number;
}

/** The parameter that is filled, and where its random numbers come from. */
export interface Filled {
  readonly out: Values;
  readonly shape: readonly number[];
  readonly fans: Fans;
  readonly semantics: Semantics;
  readonly random: RandomStream;
}

export interface InitializerKind<K extends Keys = Keys> extends Kind<K> {
  /** Fills `out`. */
  fill(filled: Filled, options: Options<K>): void;
  /** All elements get the same value. */
  readonly equal?: true;
  /** The count of numbers that it gives, if it fits parameters of one size only. */
  count?(options: Options<K>): number;
  /** A contradiction between the keys. */
  fault?(options: Options<K>): Text | undefined;
}

/** A file's entry; the keys' types follow from `keys`. */
export function initializerOf<K extends Keys>(kind: InitializerKind<K>): InitializerKind<K> {
  return kind;
}

/** Every element from `draw`, in order. */
export function fillWith(out: Values, draw: () => number): void {
  for (let index = 0; index < out.length; index++) out[index] = draw();
}

/** U(−limit, limit). */
export function fillUniform({ out, random }: Filled, limit: number): void {
  fillWith(out, () => limit * (2 * random.uniform() - 1));
}

/** Standard deviation of a standard normal that is cut off at ±2 (the constant of Keras). */
const TRUNCATED_STDDEV = 0.87962566103423978;

/** Normal within two standard deviations: what falls outside is drawn again. */
export function truncatedDraw(random: RandomStream): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

/** Glorot, He and LeCun normal: truncated in Keras so that the variance stays, plain in PyTorch. */
export function fillNormal({ out, random, semantics }: Filled, variance: number): void {
  const stddev = Math.sqrt(variance);
  if (semantics === 'pytorch') fillWith(out, () => stddev * random.normal());
  else fillWith(out, () => (stddev / TRUNCATED_STDDEV) * truncatedDraw(random));
}
