import { phrase } from '../../base/problems/phrase.ts';
import { call, literal } from '../../base/python.ts';
import { at } from '../../base/values.ts';
import { clip, CLIP_HIGH, CLIP_LOW, LOG_FLOOR, logWithFloor } from './clipped.ts';
import { SMOOTHING_KEYS } from './smoothing.ts';
import { rowLoss, type RowLoss } from './loss.ts';

/** From logits: −Σ t·log softmax(z) of one row; gradient p·Σt − t. */
const fromLogits: RowLoss = (z, t, gradient, from, units, rows) => {
  let largest = -Infinity;
  for (let unit = 0; unit < units; unit++) largest = Math.max(largest, at(z, from + unit));
  let sum = 0;
  for (let unit = 0; unit < units; unit++) sum += Math.exp(at(z, from + unit) - largest);
  const logSum = largest + Math.log(sum);
  let loss = 0;
  let targets = 0;
  for (let unit = 0; unit < units; unit++) {
    const target = at(t, from + unit);
    targets += target;
    // 0 · ∞ is no loss: an impossible class that is not the target costs nothing.
    if (target !== 0) loss += target * (logSum - at(z, from + unit));
    else if (Number.isNaN(at(z, from + unit))) loss = NaN;
  }
  if (gradient) {
    for (let unit = 0; unit < units; unit++) {
      const probability = Math.exp(at(z, from + unit) - logSum);
      gradient[from + unit] = (probability * targets - at(t, from + unit)) / rows;
    }
  }
  return loss;
};

/** Keras on probabilities: outputs are first divided by their sum, then clipped. */
const keras: RowLoss = (o, t, gradient, from, units, rows) => {
  let sum = 0;
  for (let unit = 0; unit < units; unit++) sum += at(o, from + unit);
  let loss = 0;
  let dot = 0;
  for (let unit = 0; unit < units; unit++) {
    const share = at(o, from + unit) / sum;
    const target = at(t, from + unit);
    loss -= target * Math.log(clip(share));
    if (share >= CLIP_LOW && share <= CLIP_HIGH) dot -= target;
  }
  if (gradient) {
    for (let unit = 0; unit < units; unit++) {
      const share = at(o, from + unit) / sum;
      const inside = share >= CLIP_LOW && share <= CLIP_HIGH;
      const direct = inside ? -at(t, from + unit) / share : 0;
      gradient[from + unit] = (direct - dot) / sum / rows;
    }
  }
  return loss;
};

const pytorch: RowLoss = (o, t, gradient, from, units, rows) => {
  let loss = 0;
  for (let unit = 0; unit < units; unit++) {
    const output = at(o, from + unit);
    const target = at(t, from + unit);
    if (target !== 0) loss -= target * logWithFloor(output);
    if (gradient) {
      const flat = target === 0 || Math.log(output) <= LOG_FLOOR;
      gradient[from + unit] = flat ? 0 : -target / output / rows;
    }
  }
  return loss;
};

/** Keras 3 `losses/losses.py`, PyTorch `nn/modules/loss.py`. */
export const categoricalCrossentropy = rowLoss({
  summary: 'For one class out of several; end the model with softmax.',
  keys: SMOOTHING_KEYS,
  formula: '−Σ over classes of t·ln p, mean over the batch',
  synonyms: [
    'crossentropy',
    'crossentropyloss',
    'sparsecategoricalcrossentropy',
    'nll',
    'nllloss',
    'softmaxcrossentropy',
  ],
  autoTarget: 'category',
  probabilities: 'softmax',
  smoothedOver: (outputs) => outputs,
  guess: (outputs) => Math.log(Math.max(2, outputs)),
  targetFault(kind) {
    if (kind === 'category') return undefined;
    const other = kind === 'binary' ? 'binaryCrossentropy' : 'meanSquaredError';
    return phrase(
      'categoricalCrossentropy needs classes, but the target is "{kind}". Use "as": "category", or {other} as the loss.',
      { kind, other },
    );
  },
  row: (semantics) => (semantics === 'keras' ? keras : pytorch),
  fused: { row: fromLogits, kernel: 'softmaxCrossentropy' },
  keras: ({ labelSmoothing }, logits) =>
    call('keras.losses.CategoricalCrossentropy', {
      from_logits: logits,
      label_smoothing: labelSmoothing ?? undefined,
    }),
  pytorch: ({ labelSmoothing }, logits) => {
    if (logits) return call('nn.CrossEntropyLoss', { label_smoothing: labelSmoothing ?? undefined });
    const smoothed = labelSmoothing
      ? `(t * (1 - ${literal(labelSmoothing)}) + ${literal(labelSmoothing)} / t.shape[1])`
      : 't';
    return `lambda o, t: -(${smoothed} * o.log().clamp(min=-100)).sum(dim=1).mean()`;
  },
});
