/** The optimizers: one row each, each in a file of its own, in the order in which the field found them. */
import { named } from '../../base/schema/composites.ts';
import type { Schema, Semantics } from '../../base/schema/schema.ts';
import { entryOf, namesOf, type Choice } from '../kind.ts';
import { adafactor } from './directed/adafactor.ts';
import { lbfgs } from './directed/lbfgs.ts';
import { muon } from './directed/muon.ts';
import { adabelief } from './moments/adabelief.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './moments/adam.ts';
import { adamax } from './moments/adamax.ts';
import { adamw } from './moments/adamw.ts';
import { lion } from './lion.ts';
import { momentum } from './momentum.ts';
import { nadam } from './moments/nadam.ts';
import type { OptimizerKernel, OptimizerKind } from './optimizer.ts';
import { radam } from './moments/radam.ts';
import { rmsprop } from './rmsprop.ts';
import { rprop } from './rprop.ts';
import { scheduleFreeAdamw } from './moments/scheduleFreeAdamw.ts';
import { sgd } from './sgd.ts';

export const OPTIMIZERS = {
  sgd,
  momentum,
  adagrad,
  rmsprop,
  adam,
  adamw,
  nadam,
  adamax,
  adadelta,
  lion,
  rprop,
  radam,
  adabelief,
  scheduleFreeAdamw,
  adafactor,
  muon,
  lbfgs,
} satisfies Record<string, OptimizerKind>;

export type Optimizer = Choice<typeof OPTIMIZERS>;
export type OptimizerName = Optimizer['type'];

export const OPTIMIZER_NAMES: readonly OptimizerName[] = namesOf(OPTIMIZERS);

/** The catalogue's entry of an optimizer. */
export function optimizerKind(optimizer: { readonly type: string }): OptimizerKind {
  return entryOf<OptimizerKind>(OPTIMIZERS, optimizer);
}

export const optimizer: Schema<Optimizer> = named<typeof OPTIMIZERS>('optimizer', OPTIMIZERS, {
  short: true,
});

/** The kernels of all optimizers, each once; a kernel's place is the number by which it is called. */
export const OPTIMIZER_KERNELS: readonly OptimizerKernel[] = [
  ...new Set(Object.values<OptimizerKind>(OPTIMIZERS).flatMap(({ kernels }) => kernels)),
];

/** Every optimizer with its defaults, and with each of its examples: between them they choose every kernel. */
export function exampleOptimizers(semantics: Semantics): readonly Optimizer[] {
  const report = ({ message }: { readonly message: string }): never => {
    throw new RangeError(message);
  };
  return Object.entries<OptimizerKind>(OPTIMIZERS).flatMap(([type, { examples = [] }]) =>
    [{}, ...examples].flatMap((keys) => optimizer.read({ type, ...keys }, [], { semantics, report }) ?? []),
  );
}
