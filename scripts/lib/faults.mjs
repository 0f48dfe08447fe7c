// The faults that `npm run mutate` makes. A unit test holds them against the sources, so that no place is lost unseen.

/**
 * Tests under test/unit, and the faults under src that they must catch: [file, text, the text with one character wrong].
 * @type {Readonly<Record<string, readonly (readonly [string, string, string])[]>>}
 */
export const FAULTS = {
  'engine/optimizers.test.ts': [
    ['kinds/optimizers/sgd.ts', 'weight - learningRate * gradient', 'weight + learningRate * gradient'],
    ['kinds/optimizers/sgd.ts', 'momentum * next - learningRate', 'momentum * next + learningRate'],
    ['kinds/optimizers/sgd.ts', 'gradient + momentum * next', 'gradient - momentum * next'],
    ['kinds/optimizers/adagrad.ts', 'Math.sqrt(sum + epsilon)', 'Math.sqrt(sum - epsilon)'],
    ['kinds/optimizers/rmsprop.ts', 'square - mean * mean', 'square + mean * mean'],
    ['kinds/optimizers/rmsprop.ts', 'momentum * at(buffer, index) +', 'momentum * at(buffer, index) -'],
    ['kinds/optimizers/moments/adam.ts', '1 - powerOf(optimizer.beta1', '1 + powerOf(optimizer.beta1'],
    ['kinds/optimizers/moments/adam.ts', '(1 - beta2);', '(2 - beta2);'],
    ['kinds/optimizers/optimizer.ts', ': beta ** step', ': beta * step'],
    ['kinds/optimizers/moments/nadam.ts', 'rule.step + 1', 'rule.step + 2'],
    ['kinds/optimizers/moments/nadam.ts', '0.96 **', '0.95 **'],
    ['kinds/optimizers/adadelta.ts', 'change * change', 'change + change'],
    ['kinds/optimizers/lion.ts', 'beta2 * before +', 'beta2 * before -'],
    ['kinds/operations/update.ts', 'weight - decay * weight', 'weight + decay * weight'],
    ['kinds/optimizers/rules.ts', ".decay === 'decoupled'", ".decay !== 'decoupled'"],
  ],
  'engine/explain/gradcheck.test.ts': [
    ['kinds/losses/binaryCrossentropy.ts', 'logistic(z) - t', 'logistic(z) + t'],
    ['kinds/losses/meanSquaredError.ts', '2 * (o - t)', '3 * (o - t)'],
    ['kinds/losses/categoricalCrossentropy.ts', 'probability * targets -', 'probability * targets +'],
    ['kinds/activations/sigmoid.ts', 'a * (1 - a)', 'a * (1 + a)'],
    ['kinds/activations/softmax.ts', 'at(da, from + unit) - dot', 'at(da, from + unit) + dot'],
    ['kinds/activations/elu.ts', ': a + alpha', ': a - alpha'],
    ['kinds/operations/normalization.ts', 'sum / rows - (', 'sum / rows + ('],
    ['engine/updates.ts', 'keras ? 2 * squared', 'keras ? 3 * squared'],
  ],
  'engine/edges.test.ts': [
    ['kinds/losses/clipped.ts', 'const LOG_FLOOR = -100', 'const LOG_FLOOR = -10'],
    ['kinds/layers/batchNormalization.ts', '(1 - kept) * at(batchMean', '(2 - kept) * at(batchMean'],
    ['kinds/layers/batchNormalization.ts', 'rows === 1', 'rows === 2'],
  ],
  'engine/evaluation/evaluation.test.ts': [
    ['kinds/layers/batchNormalization.ts', 'if (!training) {', 'if (training) {'],
    ['engine/evaluation/evaluation.ts', 'total / order.length', 'total * order.length'],
  ],
  'engine/evaluation/metrics.test.ts': [
    ['kinds/losses/huber.ts', 'delta * size - 0.5', 'delta * size - 0.6'],
    ['kinds/metrics/topKAccuracy.ts', 'if (above < k)', 'if (above > k)'],
    ['kinds/metrics/precision.ts', 'ratio(hits, hits + extra)', 'ratio(hits, hits - extra)'],
    ['kinds/metrics/r2.ts', 'total += 1 - at(sums, base) / spread', 'total += 1 + at(sums, base) / spread'],
  ],
  'engine/initializers.test.ts': [
    [
      'kinds/initializers/scaled.ts',
      '6 / (filled.fans.in + filled.fans.out)',
      '6 / (filled.fans.in - filled.fans.out)',
    ],
    ['kinds/initializers/initializer.ts', 'Math.abs(value) <= 2', 'Math.abs(value) <= 3'],
    [
      'kinds/initializers/scaled.ts',
      '1 / Math.sqrt(filled.fans.inputs)',
      '2 / Math.sqrt(filled.fans.inputs)',
    ],
  ],
  'engine/schedules.test.ts': [
    ['kinds/schedules/exponential.ts', '(iteration - warmupSteps)', '(iteration + warmupSteps)'],
    ['kinds/monitor.ts', 'value + minDelta < best', 'value + minDelta > best'],
  ],
  'engine/wasm/formulas.test.ts': [
    ['kernels/vector/ruleParts.ts', 'nmadd(n1, n1, n0)', 'madd(n1, n1, n0)'],
    ['kernels/generated/formulas/optimizers.ts', 'nmadd(first, n0, ', 'madd(first, n0, '],
    [
      'kernels/generated/formulas/losses.ts',
      'if (kind == HUBER) return f32x4.min(',
      'if (kind != HUBER) return f32x4.min(',
    ],
    ['kernels/softmax.ts', 'j += 4', 'j += 8'],
  ],
  'engine/wasm/backendWasm.test.ts': [
    ['kernels/dropout.ts', 'round < 10', 'round < 11'],
    ['kernels/columns.ts', 'nmadd(read(xHat', 'madd(read(xHat'],
    ['kernels/gemm.ts', 'panels = (rows + 5) / 6', 'panels = (rows + 4) / 6'],
  ],
};

/** True if one character was replaced, put in or taken out. */
export function isOneCharacter(from, to) {
  let start = 0;
  while (start < from.length && from[start] === to[start]) start++;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  return Math.max(from.length, to.length) - start - end === 1;
}
