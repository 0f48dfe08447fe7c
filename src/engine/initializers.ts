/**
 * Initial weights. Every parameter draws from its own part of the stream `init`, named by its name, so adding a layer
 * changes no other layer's weights.
 */
import { hash32, RandomStream } from '../base/philox.ts';
import type { Fans } from '../kinds/initializers/initializer.ts';
import type { Values } from '../base/values.ts';
import { initializerKind, type Initializer } from '../kinds/initializers/table.ts';
import type { Semantics } from '../format/types.ts';

export interface InitializerTarget {
  readonly name: string;
  readonly shape: readonly number[];
  readonly fans: Fans;
}

/** Fills `out` with the initial values of a parameter. */
export function initialize(
  initializer: Initializer,
  { name, shape, fans }: InitializerTarget,
  semantics: Semantics,
  seed: number,
  out: Values,
): void {
  const random = new RandomStream(seed, 'init', hash32(name));
  initializerKind(initializer).fill({ out, shape, fans, semantics, random }, initializer);
}
