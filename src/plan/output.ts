/** What comes out of the model, held against the target, the loss and the metrics. */
import type { Problem, ProblemFix, Severity, SpecPath } from '../base/errors.ts';
import { activationKind } from '../kinds/activations/table.ts';
import { layerKind } from '../kinds/layers/table.ts';
import { lossKind } from '../kinds/losses/table.ts';
import type { MetricModel } from '../kinds/metrics/metric.ts';
import { metricKind } from '../kinds/metrics/table.ts';
import { targetFault } from '../format/checks.ts';
import type { ActivationName, ResolvedSpec } from '../format/types.ts';
import type { PlanCode } from './codes.ts';
import type { DataShape, Plan, PlanLayer } from './types.ts';

/** A problem at a value of the spec. */
export function planProblem(
  code: PlanCode,
  severity: Severity,
  path: SpecPath,
  message: string,
  fix?: ProblemFix,
): Problem {
  const problem: Problem = { code, severity, message, location: { kind: 'spec', path, on: 'value' } };
  return fix ? { ...problem, fix } : problem;
}

interface OutputActivation {
  readonly name: ActivationName;
  /** Where it is set, or where it would be. */
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

/** Which activation the loss takes in, to be computed from logits. */
export function fusedOutput(spec: ResolvedSpec, layers: readonly PlanLayer[]): Plan['fusedOutput'] {
  const { name, last } = outputActivation(layers);
  const { fused, probabilities } = lossKind(spec.loss);
  return last && fused && probabilities === name ? probabilities : 'none';
}

/** Whether the outputs of a model of classes are their probabilities. */
export function endsInProbabilities({ layers, outputs }: Plan): boolean {
  const { probabilities } = activationKind({ type: outputActivation(layers).name });
  return probabilities === (outputs === 1 ? 'each' : 'together');
}

/** How many outputs the target needs, and why in words. */
function neededUnits(target: DataShape['target']): { readonly units: number; readonly reason: string } {
  switch (target.kind) {
    case 'category': {
      const shown = target.classes.slice(0, 5).join(', ');
      const more = target.classes.length > 5 ? ', …' : '';
      return {
        units: target.classes.length,
        reason: `${String(target.classes.length)} classes (${shown}${more})`,
      };
    }
    case 'binary':
      return { units: 1, reason: `a binary target (1 is "${target.classes[1]}"), which takes one unit` };
    case 'number':
      return {
        units: target.names.length,
        reason: `${String(target.names.length)} target ${target.names.length === 1 ? 'number' : 'numbers'}`,
      };
  }
}

function checkUnits(layers: readonly PlanLayer[], target: DataShape['target']): Problem[] {
  const outputs = layers.at(-1)?.outputs ?? 0;
  const { units, reason } = neededUnits(target);
  if (outputs === units) return [];
  const dense = layers.findLast(({ spec }) => 'units' in spec);
  const message = `The model has ${String(outputs)} ${outputs === 1 ? 'output' : 'outputs'}, but the data has ${reason}.`;
  if (!dense)
    return [
      planProblem('NN-PLAN-UNITS', 'error', ['model', 'layers'], `${message} End it with a dense layer.`),
    ];
  const path = ['model', 'layers', dense.index, 'units'];
  const fix = { title: `Set units to ${String(units)}`, path, value: units };
  return [planProblem('NN-PLAN-UNITS', 'error', path, `${message} Set units to ${String(units)}.`, fix)];
}

function checkActivation(spec: ResolvedSpec, layers: readonly PlanLayer[]): Problem[] {
  const { name, path } = outputActivation(layers);
  const outputs = layers.at(-1)?.outputs ?? 0;
  const problems: Problem[] = [];
  const change = (value: string): ProblemFix => ({ title: `Use ${value}`, path, value });
  const given = activationKind({ type: name }).probabilities;
  if (given === 'together' && outputs === 1) {
    const message = `${name} over one unit is always 1, so nothing can be learned. Use sigmoid, or one unit per class.`;
    problems.push(planProblem('NN-PLAN-OUTPUT', 'warning', path, message, change('sigmoid')));
  }
  const { type } = spec.loss;
  const match = lossKind(spec.loss).probabilities;
  if (match === undefined || name === match) return problems;
  if (given) {
    const message = `${type} is meant for ${match}; ${name} trains, but its outputs are not what the loss takes them for.`;
    if (outputs > 1 || activationKind({ type: match }).probabilities === 'each')
      problems.push(planProblem('NN-PLAN-OUTPUT', 'warning', path, message, change(match)));
    return problems;
  }
  const message = `${type} needs probabilities, but the model ends with ${name}. Set the last activation to ${match}; the loss is computed from logits all the same.`;
  problems.push(planProblem('NN-PLAN-OUTPUT', 'error', path, message, change(match)));
  return problems;
}

function checkLoss(spec: ResolvedSpec, target: DataShape['target']): Problem[] {
  const fault = targetFault(target.kind, spec.loss);
  if (fault !== undefined) return [planProblem('NN-PLAN-TARGET', 'error', ['loss'], fault)];
  const { kind } = target;
  const classes = kind === 'number' ? 0 : target.classes.length;
  const labels = kind === 'number' && target.labels === true;
  const odd = lossKind(spec.loss).targetWarning?.({ kind, classes, labels });
  return odd === undefined ? [] : [planProblem('NN-PLAN-TARGET', 'warning', ['loss'], odd)];
}

/** What the metrics of a spec may know of target and model. */
export function metricModel(
  spec: ResolvedSpec,
  layers: readonly PlanLayer[],
  target: DataShape['target'],
): MetricModel {
  return {
    target: target.kind,
    classes: target.kind === 'number' ? 0 : target.classes.length,
    labels: lossKind(spec.loss).autoTarget === 'binary',
    outputs: layers.at(-1)?.outputs ?? 0,
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
    const fault = metricKind(metric).fault?.(metric, model);
    if (fault === undefined) return [];
    return [
      planProblem(
        'NN-PLAN-METRIC',
        'error',
        ['metrics', index],
        `${metric.type} cannot be measured: ${fault}`,
      ),
    ];
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
    const message =
      'The last layer is dropout: outputs are set to 0 at random while training. Move it before the last dense layer.';
    problems.push(
      planProblem('NN-PLAN-DROPOUT', 'warning', [...path, 'type'], message, {
        title: 'Remove the dropout layer',
        path,
        value: undefined,
      }),
    );
  }
  return problems;
}
