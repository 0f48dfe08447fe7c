/** Checks of the model's output against the target, the loss and the metrics. */
import { specProblem, type Problem, type ProblemFix, type SpecPath } from '../base/errors.ts';
import { coded, sentence } from '../base/problems/plan.ts';
import { phrase } from '../base/problems/phrase.ts';
import type { Text } from '../base/problems/text.ts';
import { activationKind } from '../kinds/activations/table.ts';
import { layerKind } from '../kinds/layers/table.ts';
import { lossKind, thresholdOf } from '../kinds/losses/table.ts';
import type { MetricModel } from '../kinds/metrics/metric.ts';
import { metricKind } from '../kinds/metrics/table.ts';
import { sizeOf } from '../kinds/shape.ts';
import { targetFault } from '../format/checks.ts';
import type { ActivationName, ResolvedSpec } from '../format/types.ts';
import type { DataShape, Plan, PlanLayer } from './types.ts';

/** Numbers that the network says of a sample. */
export function outputsOf(layers: readonly PlanLayer[]): number {
  const last = layers.at(-1);
  return last ? sizeOf(last.output) : 0;
}

interface OutputActivation {
  readonly name: ActivationName;
  /** The key where it is set, or would be set. */
  readonly path: SpecPath;
  /** Nothing stands between it and the loss. */
  readonly last: boolean;
}

/** The activation that outputs pass through last; dropout after it only scales. */
function outputActivation(layers: readonly PlanLayer[]): OutputActivation {
  for (const { spec, index } of [...layers].reverse()) {
    const kind = layerKind(spec);
    if (kind.dropsUnits) continue;
    const last = index === layers.length - 1;
    const activation = kind.activation?.(spec);
    if (!activation) return { name: 'linear', path: ['model', 'layers', index, 'type'], last };
    return { name: activation.type, path: ['model', 'layers', index, 'activation'], last };
  }
  return { name: 'linear', path: ['model', 'layers'], last: false };
}

/** The activation that the loss includes, to be computed from logits. */
export function fusedOutput(spec: ResolvedSpec, layers: readonly PlanLayer[]): Plan['fusedOutput'] {
  const { name, last } = outputActivation(layers);
  const { fused, probabilities } = lossKind(spec.loss);
  return last && fused && probabilities === name ? probabilities : 'none';
}

/** True if the outputs of a model of classes are their probabilities. */
export function endsInProbabilities({ layers, outputs }: Plan): boolean {
  const { probabilities } = activationKind({ type: outputActivation(layers).name });
  return probabilities === (outputs === 1 ? 'each' : 'together');
}

/** Number of outputs that the target needs, and the reason in words. */
function neededUnits(target: DataShape['target']): { readonly units: number; readonly needed: Text } {
  switch (target.kind) {
    case 'category': {
      const count = target.classes.length;
      const shown = { count, names: target.classes.slice(0, 5) };
      const needed =
        count > 5
          ? phrase('{count} classes ({names}, …)', shown)
          : phrase('{count} classes ({names})', shown);
      return { units: count, needed };
    }
    case 'binary': {
      const name = target.classes[1];
      return { units: 1, needed: phrase('a binary target (1 is "{name}"), which takes one unit', { name }) };
    }
    case 'number': {
      const count = target.names.length;
      const needed =
        count === 1
          ? phrase('{count} target number', { count })
          : phrase('{count} target numbers', { count });
      return { units: count, needed };
    }
  }
}

function checkUnits(layers: readonly PlanLayer[], target: DataShape['target']): Problem[] {
  const count = outputsOf(layers);
  const { units, needed } = neededUnits(target);
  if (count === units) return [];
  const dense = layers.findLast(({ spec }) => 'units' in spec);
  const outputs = count === 1 ? phrase('{count} output', { count }) : phrase('{count} outputs', { count });
  if (!dense)
    return [specProblem(sentence('NN-PLAN-UNITS.add', { outputs, needed }), 'error', ['model', 'layers'])];
  const path = ['model', 'layers', dense.index, 'units'];
  const fix = { title: phrase('Set {key} to {value}', { key: 'units', value: units }), path, value: units };
  return [specProblem(sentence('NN-PLAN-UNITS.set', { outputs, needed, units }), 'error', path, [fix])];
}

function checkActivation(spec: ResolvedSpec, layers: readonly PlanLayer[]): Problem[] {
  const { name, path } = outputActivation(layers);
  const outputs = outputsOf(layers);
  const problems: Problem[] = [];
  const change = (name: string): ProblemFix[] => [
    { title: phrase('Use {name}', { name }), path, value: name },
  ];
  const given = activationKind({ type: name }).probabilities;
  if (given === 'together' && outputs === 1) {
    const told = sentence('NN-PLAN-OUTPUT.oneUnit', { activation: name });
    problems.push(specProblem(told, 'warning', path, change('sigmoid')));
  }
  const { type } = spec.loss;
  const match = lossKind(spec.loss).probabilities;
  if (match === undefined || name === match) return problems;
  const names = { loss: type, wanted: match, activation: name };
  if (given) {
    if (outputs > 1 || activationKind({ type: match }).probabilities === 'each')
      problems.push(specProblem(sentence('NN-PLAN-OUTPUT.other', names), 'warning', path, change(match)));
    return problems;
  }
  problems.push(specProblem(sentence('NN-PLAN-OUTPUT.probabilities', names), 'error', path, change(match)));
  return problems;
}

function checkLoss(spec: ResolvedSpec, target: DataShape['target']): Problem[] {
  const wanted = lossKind(spec.loss).outputs;
  if (wanted !== undefined && neededUnits(target).units !== wanted) {
    const told = phrase('{loss} takes {count} target numbers.', { loss: spec.loss.type, count: wanted });
    return [specProblem(coded('NN-PLAN-TARGET', told), 'error', ['loss'])];
  }
  const fault = targetFault(target.kind, spec.loss);
  if (fault !== undefined) return [specProblem(coded('NN-PLAN-TARGET', fault), 'error', ['loss'])];
  const { kind } = target;
  const classes = kind === 'number' ? 0 : target.classes.length;
  const labels = kind === 'number' && target.labels === true;
  const odd = lossKind(spec.loss).targetWarning?.({ kind, classes, labels });
  return odd === undefined ? [] : [specProblem(coded('NN-PLAN-TARGET', odd), 'warning', ['loss'])];
}

/** The facts of target and model that the metrics of a spec use. */
export function metricModel(
  spec: ResolvedSpec,
  layers: readonly PlanLayer[],
  target: DataShape['target'],
): MetricModel {
  return {
    target: target.kind,
    classes: target.kind === 'number' ? 0 : target.classes.length,
    labels: lossKind(spec.loss).autoTarget === 'binary',
    outputs: outputsOf(layers),
    threshold: thresholdOf(spec.loss),
    activation: outputActivation(layers).name,
    fused: fusedOutput(spec, layers),
    semantics: spec.semantics,
  };
}

function checkMetrics(
  spec: ResolvedSpec,
  layers: readonly PlanLayer[],
  target: DataShape['target'],
): Problem[] {
  const model = metricModel(spec, layers, target);
  return spec.metrics.flatMap((metric, index) => {
    const reason = metricKind(metric).fault?.(metric, model);
    if (reason === undefined) return [];
    const told = sentence('NN-PLAN-METRIC', { metric: metric.type, reason });
    return [specProblem(told, 'error', ['metrics', index])];
  });
}

/** Everything about the end of the model that does not fit the data, the loss or the metrics. */
export function checkOutput(
  spec: ResolvedSpec,
  layers: readonly PlanLayer[],
  target: DataShape['target'],
): Problem[] {
  const loss = checkLoss(spec, target);
  const refused = loss.some(({ severity }) => severity === 'error');
  const problems = [
    ...loss,
    ...checkUnits(layers, target),
    // With the wrong loss, what its activation should be is no help.
    ...(refused ? [] : checkActivation(spec, layers)),
    ...checkMetrics(spec, layers, target),
  ];
  const last = layers.at(-1);
  if (last && layerKind(last.spec).dropsUnits) {
    const path = ['model', 'layers', last.index];
    const fix = { title: phrase('Remove the dropout layer'), path, value: undefined };
    problems.push(specProblem(sentence('NN-PLAN-DROPOUT'), 'warning', [...path, 'type'], [fix]));
  }
  return problems;
}
