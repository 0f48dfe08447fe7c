import { phrase } from '../../base/problems/phrase.ts';
import { call, literal } from '../../base/python.ts';
import { logistic } from '../activations/sigmoid.ts';
import { logOnePlusExp } from '../activations/softplus.ts';
import { clip, CLIP_HIGH, CLIP_LOW, logWithFloor } from './clipped.ts';
import { SMOOTHING_KEYS } from './smoothing.ts';
import { elementLoss, type ElementPair } from './loss.ts';

/** PyTorch's BCELoss does not let the derivative's denominator fall below this. */
const DENOMINATOR_FLOOR = 1e-12;

const keras: ElementPair = {
  value: (o, t) => -(t * Math.log(clip(o)) + (1 - t) * Math.log(1 - clip(o))),
  derivative: (o, t) => (o < CLIP_LOW || o > CLIP_HIGH ? 0 : (o - t) / (o * (1 - o))),
};

const pytorch: ElementPair = {
  value: (o, t) => -(t * logWithFloor(o) + (1 - t) * logWithFloor(1 - o)),
  derivative: (o, t) => (o - t) / Math.max(o * (1 - o), DENOMINATOR_FLOOR),
};

/** From logits z: t·softplus(−z) + (1 − t)·softplus(z), in which nothing cancels. */
const fused: ElementPair = {
  value: (z, t) => t * logOnePlusExp(-z) + (1 - t) * logOnePlusExp(z),
  derivative: (z, t) => logistic(z) - t,
  kernel: {
    name: 'SIGMOID_CROSSENTROPY',
    value: `
      const log = log1pUnit4(exp4(f32x4.neg(f32x4.abs(o))));
      const zero = f32x4.splat(0);
      const positive = f32x4.add(f32x4.max(o, zero), log);
      const negative = f32x4.add(f32x4.max(f32x4.neg(o), zero), log);
      return widenSum(madd(t, negative, f32x4.mul(f32x4.sub(f32x4.splat(1), t), positive)));`,
    derivative: 'f32x4.sub(sigmoid4(o), t)',
    freeOutput: -1000,
  },
};

/** Keras 3 `backend/jax/nn.py`, PyTorch `nn/modules/loss.py`. */
export const binaryCrossentropy = elementLoss<typeof SMOOTHING_KEYS>({
  summary: 'For targets that are 0 or 1; end the model with sigmoid.',
  keys: SMOOTHING_KEYS,
  formula: '−(t·ln p + (1 − t)·ln(1 − p)), mean over outputs and batch',
  synonyms: ['bce', 'bceloss', 'bcewithlogitsloss'],
  autoTarget: 'binary',
  unitTargets: true,
  probabilities: 'sigmoid',
  smoothedOver: () => 2,
  weightedByRows: true,
  guess: () => Math.LN2,
  targetWarning({ kind, classes, labels }) {
    if (kind === 'category') {
      return classes === 2
        ? phrase(
            'binaryCrossentropy on two classes: set the target to "as": "binary" with one sigmoid unit, or use categoricalCrossentropy.',
          )
        : phrase(
            'binaryCrossentropy takes each class by itself. For one class out of several, use categoricalCrossentropy.',
          );
    }
    if (kind === 'binary' || labels) return undefined;
    return phrase('binaryCrossentropy on numbers: every target must lie within [0, 1].');
  },
  over: 'mean',
  pair: (semantics) => (semantics === 'keras' ? keras : pytorch),
  fused,
  keras: ({ labelSmoothing }, logits) =>
    call('keras.losses.BinaryCrossentropy', {
      from_logits: logits,
      label_smoothing: labelSmoothing ?? undefined,
    }),
  pytorch({ labelSmoothing }, logits) {
    if (!labelSmoothing) return logits ? 'nn.BCEWithLogitsLoss()' : 'nn.BCELoss()';
    const of = `binary_cross_entropy${logits ? '_with_logits' : ''}`;
    const share = literal(labelSmoothing);
    return `lambda o, t: nn.functional.${of}(o, t * (1 - ${share}) + ${share} / 2)`;
  },
});
