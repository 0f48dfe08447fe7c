/**
 * Initial weights. Every parameter draws from its own part of the stream `init`, named by its name, so adding a layer
 * changes no other layer's weights.
 */
import { hash32, RandomStream } from '../base/philox.ts';
import type { Values } from '../base/values.ts';
import { initializerKind, type Initializer } from '../kinds/initializers/table.ts';
import type { Semantics } from '../format/types.ts';

export interface InitializerTarget {
  readonly name: string;
  readonly shape: readonly number[];
  /** Inputs of the parameter's layer. */
  readonly inputs: number;
}

/** Fills `out` with the initial values of a parameter. */
export function initialize(
  initializer: Initializer,
  { name, shape, inputs }: InitializerTarget,
  semantics: Semantics,
  seed: number,
  out: Values,
): void {
  const [fanIn = 1, fanOut = fanIn] = shape;
  const random = new RandomStream(seed, 'init', hash32(name));
  initializerKind(initializer).fill({ out, shape, fanIn, fanOut, inputs, semantics, random }, initializer);
}
