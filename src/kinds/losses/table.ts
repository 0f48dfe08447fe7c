/** The losses: one row each, each in a file of its own. */
import { mapped, named } from '../../base/schema/composites.ts';
import type { Schema } from '../../base/schema/schema.ts';
import { aliasesOf, entryOf, lean, type Choice, type Lean } from '../kind.ts';
import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import { halfSquaredError } from './halfSquaredError.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import type { AnyLoss, LossKernel } from './loss.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { beale, doubleWell, rosenbrock, saddle } from './testFunctions.ts';

export const LOSSES = {
  meanSquaredError,
  meanAbsoluteError,
  huber,
  binaryCrossentropy,
  categoricalCrossentropy,
  hinge,
  halfSquaredError,
  saddle,
  rosenbrock,
  beale,
  doubleWell,
} satisfies Record<string, AnyLoss>;

export type Loss = Lean<Choice<typeof LOSSES>>;

/** The catalogue's entry of a loss. */
export function lossKind(loss: { readonly type: string }): AnyLoss {
  return entryOf<AnyLoss>(LOSSES, loss);
}

/** An output of a model with this loss says the positive class if it is above this. */
export function thresholdOf(loss: { readonly type: string }): number {
  return lossKind(loss).threshold ?? 0.5;
}

export const loss: Schema<Loss> = mapped(
  named<typeof LOSSES>('loss', LOSSES, { short: true, aliases: aliasesOf(LOSSES) }),
  lean,
);

/** The kernels of all losses, each once; a kernel's place is the number by which it is called. */
export const LOSS_KERNELS: readonly LossKernel[] = [
  ...new Set(
    Object.values<AnyLoss>(LOSSES).flatMap((kind) => {
      if (kind.of === 'row') return [];
      const pairs = [kind.pair('keras'), kind.pair('pytorch'), kind.fused];
      return pairs.flatMap((pair) => pair?.kernel ?? []);
    }),
  ),
];
