/** Any loss as a metric: a mean over samples, without penalties, weights and smoothing of targets. */
import { phrase } from '../../base/problems/phrase.ts';
import { at } from '../../base/values.ts';
import type { Keys } from '../../base/schema/schema.ts';
import type { Kind } from '../kind.ts';
import type { AnyLoss } from '../losses/loss.ts';
import { isTestFunction, type TestFunctionName } from '../losses/testFunctions.ts';
import { LOSSES, type Loss } from '../losses/table.ts';
import { lossSum } from '../operations/losses.ts';
import { prepare, type Call } from '../operations/operation.ts';
import type { Tensor } from '../operations/tensor.ts';
import type { Gathering, MetricKind, MetricModel } from './metric.ts';

/** The metric measures against the targets as they are. A test function as a metric would only be the loss again. */
type LossMetrics = {
  readonly [N in Exclude<keyof typeof LOSSES, TestFunctionName>]: MetricKind<
    Extract<Omit<(typeof LOSSES)[N]['keys'], 'labelSmoothing'>, Keys>
  >;
};

function gather(loss: Loss, kind: AnyLoss, { fused: folded, semantics }: MetricModel): Gathering {
  // From logits, where the activation that is folded into the model's loss is the one that this loss takes in.
  const fused = kind.fused && kind.probabilities === folded ? folded : 'none';
  const sums = new Float64Array(2);
  let measuring: Call<{ readonly output: Tensor }> | null = null;
  return {
    needsPrediction: fused === 'none',
    sums,
    add({ backend, outputTensor, predictionTensor, targetTensor, rows, units }) {
      const from = fused === 'none' ? predictionTensor : outputTensor;
      if (measuring?.operands.output !== from) {
        measuring = prepare(lossSum, {
          ...{ loss, fused, semantics, units },
          ...{ output: from, target: targetTensor, gradient: null },
        });
      }
      sums[0] = at(sums, 0) + backend.run(measuring, rows);
      sums[1] = at(sums, 1) + rows;
    },
    value: () => at(sums, 0) / at(sums, 1),
  };
}

/** `meanSquaredError` as `mean squared error`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function asMetric(type: string, kind: AnyLoss): MetricKind {
  // The keys and summary of the metric are those of the loss, but it measures against the targets as they are.
  const keys = Object.fromEntries(Object.entries(kind.keys).filter(([name]) => name !== 'labelSmoothing'));
  const format: Kind = { ...kind, keys };
  return {
    ...format,
    label: words(type),
    better: 'lower',
    unit: 'plain',
    fault(_options, { target, activation }) {
      const fault = kind.targetFault?.(target);
      if (fault !== undefined || !kind.probabilities) return fault;
      return activation === 'sigmoid' || activation === 'softmax'
        ? undefined
        : phrase('it needs probabilities, but the model ends with {activation}.', { activation });
    },
    gather: (options, model) => gather({ ...options, type } as Loss, kind, model),
  };
}

export const LOSS_METRICS = Object.fromEntries(
  Object.entries<AnyLoss>(LOSSES).flatMap(([name, kind]) =>
    isTestFunction(name) ? [] : [[name, asMetric(name, kind)]],
  ),
) as LossMetrics;
