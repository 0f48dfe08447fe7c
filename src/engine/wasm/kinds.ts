/** Activations and losses as the numbers by which src/kernels knows them. */
import type { RowActivation } from '../../kinds/activations/activation.ts';
import { ACTIVATION_KERNELS, activationKind, type Activation } from '../../kinds/activations/table.ts';
import { LOSS_KERNELS, lossKind, type Loss } from '../../kinds/losses/table.ts';
import type { ElementPair } from '../../kinds/losses/loss.ts';
import type { Semantics } from '../../format/types.ts';

/** The call of a kernel of src/kernels/generated/activations.ts. */
export interface ActivationCall {
  readonly kind: number;
  readonly alpha: number;
  readonly scale: number;
}

const CALLS = new WeakMap<Activation, ActivationCall | RowKernels>();
export type RowKernels = RowActivation['kernels'];

/** The kernel of `activation`: an elementwise kernel, or the two of whole rows. Looked up once for each object. */
export function activationCall(activation: Activation): ActivationCall | RowKernels {
  const known = CALLS.get(activation);
  if (known) return known;
  const kind = activationKind(activation);
  const call =
    kind.of === 'row'
      ? kind.kernels
      : {
          kind: ACTIVATION_KERNELS.indexOf(kind.kernel?.(activation) ?? kind.kernels[0]),
          alpha: kind.alpha?.(activation) ?? 0,
          scale: kind.scale ?? 1,
        };
  CALLS.set(activation, call);
  return call;
}

/** The kernels' call for an element-wise loss. */
export interface ElementLossCall {
  readonly of: 'element';
  readonly kind: number;
  readonly parameter: number;
  /** The loss of a sample is the mean over its outputs. */
  readonly mean: boolean;
  readonly valueFactor: number;
  readonly derivativeFactor: number;
}

/**
 * The computation of a loss: by the kernel of whole rows, by one of single outputs, or (null) by the functions of the
 * catalogue.
 */
export type LossCall =
  ElementLossCall | { readonly of: 'row'; readonly kernel: 'softmaxCrossentropy' } | null;

interface LossCalls {
  readonly fused: LossCall;
  readonly keras: LossCall;
  readonly pytorch: LossCall;
  /** The activation that the fused one takes in. */
  readonly activation: string | undefined;
}

const LOSS_CALLS = new WeakMap<Loss, LossCalls>();

function elementCall(mean: boolean, pair: ElementPair | undefined, parameter: number): LossCall {
  if (!pair?.kernel) return null;
  const { kernel, valueFactor = 1, derivativeFactor = 1 } = pair;
  return {
    of: 'element',
    kind: LOSS_KERNELS.indexOf(kernel),
    parameter,
    mean,
    valueFactor,
    derivativeFactor,
  };
}

function lossCalls(loss: Loss): LossCalls {
  const kind = lossKind(loss);
  const activation = kind.probabilities;
  if (kind.of === 'row') {
    const fused = kind.fused ? ({ of: 'row', kernel: kind.fused.kernel } as const) : null;
    return { fused, keras: null, pytorch: null, activation };
  }
  const call = (pair: ElementPair | undefined): LossCall =>
    elementCall(kind.over === 'mean', pair, kind.parameter?.(loss) ?? 0);
  return {
    fused: call(kind.fused),
    keras: call(kind.pair('keras')),
    pytorch: call(kind.pair('pytorch')),
    activation,
  };
}

/** The computation of `loss`; `fused` is the activation that it includes. Looked up once for each object. */
export function lossCall(loss: Loss, fused: string, semantics: Semantics): LossCall {
  let calls = LOSS_CALLS.get(loss);
  if (!calls) {
    calls = lossCalls(loss);
    LOSS_CALLS.set(loss, calls);
  }
  return fused !== 'none' && fused === calls.activation ? calls.fused : calls[semantics];
}
