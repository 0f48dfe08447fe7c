/** The script of a run in PyTorch. */
import type { Plan, PlanLayer } from '../../plan/types.ts';
import { layerKind } from '../../kinds/layers/table.ts';
import { lossKind } from '../../kinds/losses/table.ts';
import { optimizerKind } from '../../kinds/optimizers/table.ts';
import { batchesOfGroup } from '../../plan/updates.ts';
import type { GradientClipping, ResolvedSpec } from '../../format/types.ts';
import { batchSizeOf, scriptHead } from './common.ts';
import { call, literal } from '../../base/python.ts';
import { PYTHON_MAIN, PYTHON_ROWS } from './pythonRows.ts';
import { PYTHON_TABLE } from './pythonTable.ts';

/** Defines `model` with PyTorch, `predict` and `train`; kernels are transposed, since `Linear` keeps them as [outputs, inputs]. */
export function pytorchScript(plan: Plan, weightsFile: string): string {
  const { spec } = plan;
  const modules: string[] = [];
  const loads: string[] = [];
  const penalties: string[] = [];
  for (const layer of plan.layers) {
    const at = `model[${literal(modules.length)}]`;
    const kind = layerKind(layer.spec);
    modules.push(...pytorchModules(layer, spec));
    for (const { name, role } of layer.parameters) {
      const transposed = role === 'kernel' ? '.T' : '';
      loads.push(
        `    ${at}.${kind.pytorchNames?.[role] ?? role}.copy_(torch.from_numpy(weights[${literal(name)}])${transposed})`,
      );
    }
    const setup = kind.pytorchSetup?.(layer.spec, at) ?? [];
    loads.push(...setup.map((line) => `    ${line}`));
    penalties.push(...penaltyOf(layer, spec, at));
  }
  const imports = [
    'import numpy as np',
    'import torch',
    'from safetensors import safe_open',
    'from torch import nn',
  ];
  return [
    scriptHead(plan, 'pytorch', imports, weightsFile),
    PYTHON_TABLE,
    PYTHON_ROWS,
    ...[optimizerKind(spec.optimizer).pytorch(spec.optimizer).source ?? []].flat(),
    '',
    'model = nn.Sequential(',
    ...modules.map((line) => `    ${line},`),
    ')',
    ...(loads.length > 0 ? ['with torch.no_grad():', ...loads] : []),
    'model.eval()',
    ...trainer(plan, penalties),
    PYTHON_MAIN,
  ].join('\n');
}

function trainer(plan: Plan, penalties: readonly string[]): string[] {
  const { spec, fusedOutput } = plan;
  const batches = batchesOfGroup(spec);
  const trained = fusedOutput === 'none' ? 'model' : 'model[:-1]  # ends in logits, which the loss takes';
  return [
    `trainer = ${trained}`,
    `criterion = ${pytorchLoss(plan)}`,
    'parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]',
    `optimizer = ${pytorchOptimizer(spec)}`,
    '',
    '',
    'def penalty():',
    '    """What the penalties of the kernels add to the loss of a batch."""',
    `    return ${penalties.length > 0 ? penalties.join(' + ') : '0'}`,
    '',
    '',
    'def predict(x):',
    '    """Outputs of the network, [rows, outputs], for encoded rows."""',
    '    model.eval()',
    '    with torch.no_grad():',
    '        return model(torch.from_numpy(x)).numpy()',
    '',
    '',
    'def train(x, y, epochs):',
    '    """Trains on encoded rows in their order; gives the loss of each epoch, penalties included."""',
    `    x, y, size, losses = torch.from_numpy(x), torch.from_numpy(y), ${batchSizeOf(plan)}, []`,
    '    model.train()',
    '    for _ in range(epochs):',
    '        total = 0',
    ...(batches === 1 ? oneUpdateABatch(spec) : oneUpdateAGroup(spec, batches)),
    '            total += loss.item() * len(x[rows])',
    '        losses.append(total / len(x))',
    '    return losses',
    '',
  ];
}

const LOSS = '            loss = criterion(trainer(x[rows]), y[rows]) + penalty()';

function oneUpdateABatch({ training }: ResolvedSpec): string[] {
  return [
    '        for first in range(0, len(x), size):',
    '            rows = slice(first, first + size)',
    '            optimizer.zero_grad()',
    LOSS,
    '            loss.backward()',
    ...clipping(training.gradientClipping).map((line) => `            ${line}`),
    '            optimizer.step()',
  ];
}

/** The gradients of several batches add up to one update; the last group of an epoch ends with it. */
function oneUpdateAGroup({ training }: ResolvedSpec, batches: number): string[] {
  const size = literal(batches);
  return [
    '        optimizer.zero_grad()',
    '        for batch, first in enumerate(range(0, len(x), size), 1):',
    '            rows = slice(first, first + size)',
    LOSS,
    `            (loss / ${size}).backward()`,
    `            if batch % ${size} == 0 or first + size >= len(x):`,
    ...clipping(training.gradientClipping).map((line) => `                ${line}`),
    '                optimizer.step()',
    '                optimizer.zero_grad()',
  ];
}

function pytorchModules({ spec, input }: PlanLayer, { semantics }: ResolvedSpec): readonly string[] {
  return layerKind(spec).pytorch(spec, { id: spec.id, input, semantics });
}

function penaltyOf({ spec }: PlanLayer, { semantics }: ResolvedSpec, at: string): string[] {
  if (!('regularizer' in spec)) return [];
  const { l1, l2 } = spec.regularizer;
  const terms = [];
  if (l1 > 0) terms.push(`${literal(l1)} * ${at}.weight.abs().sum()`);
  // Keras's penalty is twice PyTorch's.
  if (l2 > 0) terms.push(`${literal(semantics === 'keras' ? l2 : l2 / 2)} * ${at}.weight.square().sum()`);
  return terms;
}

function pytorchLoss({ spec: { loss }, fusedOutput }: Plan): string {
  return lossKind(loss).pytorch(loss, fusedOutput !== 'none');
}

function clipping(rule: GradientClipping): string[] {
  const threshold = rule.kind === 'none' ? '' : literal(rule.threshold);
  switch (rule.kind) {
    case 'none':
      return [];
    case 'value':
      return [`nn.utils.clip_grad_value_(parameters, ${threshold})`];
    case 'norm':
      return ['for parameter in parameters:', `    nn.utils.clip_grad_norm_([parameter], ${threshold})`];
    case 'globalNorm':
      return [`nn.utils.clip_grad_norm_(parameters, ${threshold})`];
  }
}

function pytorchOptimizer({ optimizer }: ResolvedSpec): string {
  const { learningRate: lr, weightDecay: weight_decay } = optimizer;
  const { name, args } = optimizerKind(optimizer).pytorch(optimizer);
  return call(name, { lr, weight_decay, ...args }).replace('(', '(parameters, ');
}
