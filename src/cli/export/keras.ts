/** The script of a run in Keras 3. */
import type { Plan, PlanLayer } from '../../plan/types.ts';
import { layerKind } from '../../kinds/layers/table.ts';
import { lossKind } from '../../kinds/losses/table.ts';
import type { OptimizerKind } from '../../kinds/optimizers/optimizer.ts';
import { optimizerKind } from '../../kinds/optimizers/table.ts';
import type { GradientClipping, ResolvedSpec } from '../../format/types.ts';
import { batchSizeOf, scriptHead } from './common.ts';
import { call, literal } from '../../base/python.ts';
import { PYTHON_MAIN, PYTHON_ROWS } from './pythonRows.ts';
import { PYTHON_TABLE } from './pythonTable.ts';

/** Defines `model` with Keras 3, its weights read from `weightsFile` beside the script, `predict` and `train`. */
export function kerasScript(plan: Plan, weightsFile: string): string {
  const { spec } = plan;
  const layers = plan.layers.flatMap((layer) => kerasLayer(layer, spec));
  const loads = plan.layers
    .filter(({ parameters }) => parameters.length > 0)
    .map(({ id, parameters }) => {
      const names = parameters.map(({ name }) => `weights[${literal(name)}]`);
      return `model.get_layer(${literal(id)}).set_weights([${names.join(', ')}])`;
    });
  return [
    scriptHead(
      plan,
      'keras',
      ['import keras', 'import numpy as np', 'from safetensors import safe_open'],
      weightsFile,
    ),
    PYTHON_TABLE,
    PYTHON_ROWS,
    ...[optimizerKind(plan.spec.optimizer).keras(plan.spec.optimizer).source ?? []].flat(),
    '',
    'model = keras.Sequential([',
    `    keras.Input((${literal(plan.data.features)},)),`,
    ...layers.map((layer) => `    ${layer},`),
    '])',
    ...loads,
    ...trainer(plan),
    '',
    '',
    'def predict(x):',
    '    """Outputs of the network, [rows, outputs], for encoded rows."""',
    '    return keras.ops.convert_to_numpy(model(x, training=False))',
    '',
    '',
    'def train(x, y, epochs):',
    '    """Trains on encoded rows in their order; gives the loss of each epoch, penalties included."""',
    `    history = trainer.fit(x, y, batch_size=${batchSizeOf(plan)}, epochs=epochs, shuffle=False, verbose=0)`,
    '    return history.history["loss"]',
    '',
    PYTHON_MAIN,
  ].join('\n');
}

/** The model to train: `model`, without its last activation if the loss is computed from logits. */
function trainer(plan: Plan): string[] {
  const fused = plan.fusedOutput !== 'none';
  return [
    fused
      ? 'trainer = keras.Model(model.inputs, model.layers[-2].output)  # ends in logits, which its loss takes'
      : 'trainer = model',
    `trainer.compile(optimizer=${kerasOptimizer(plan.spec)}, loss=${kerasLoss(plan)})`,
  ];
}

function kerasLayer({ spec, input }: PlanLayer, { semantics }: ResolvedSpec): readonly string[] {
  return layerKind(spec).keras(spec, { id: spec.id, input, semantics });
}

function kerasLoss({ spec: { loss }, fusedOutput }: Plan): string {
  return lossKind(loss).keras(loss, fusedOutput !== 'none');
}

const CLIPPING = { value: 'clipvalue', norm: 'clipnorm', globalNorm: 'global_clipnorm' } as const;

function clipping(rule: GradientClipping): Readonly<Record<string, number>> {
  return rule.kind === 'none' ? {} : { [CLIPPING[rule.kind]]: rule.threshold };
}

/** True if Keras' optimizer decays weights when no decay is named: then 0 has to be written. */
function decaysUnasked({ keys }: OptimizerKind): boolean {
  const presence = keys['weightDecay']?.presence;
  return presence?.kind === 'default' && presence.keras !== 0;
}

function kerasOptimizer({ optimizer, training }: ResolvedSpec): string {
  const { learningRate, weightDecay } = optimizer;
  const kind = optimizerKind(optimizer);
  const decay = weightDecay > 0 || decaysUnasked(kind) ? weightDecay : undefined;
  const common = {
    learning_rate: learningRate,
    weight_decay: decay,
    ...clipping(training.gradientClipping),
    gradient_accumulation_steps: training.gradientAccumulation,
  };
  const { name, args, source } = kind.keras(optimizer);
  return call(source === undefined ? `keras.optimizers.${name}` : name, { ...common, ...args });
}
