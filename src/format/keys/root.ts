/** The root of the schema table. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/spec.ts';
import { list, mapped, nullable, object, optional, required } from '../../base/schema/composites.ts';
import { compare } from './compare.ts';
import { data } from './data.ts';
import { health } from './health.ts';
import { layer } from '../../kinds/layers/table.ts';
import { loss } from '../../kinds/losses/table.ts';
import { metric } from '../../kinds/metrics/table.ts';
import { optimizer } from '../../kinds/optimizers/table.ts';
import { enumeration, integer, text } from '../../base/schema/primitives.ts';
import type { ReadContext, Schema } from '../../base/schema/schema.ts';
import { training } from './training.ts';

const formatVersion: Schema<1> = mapped(integer(), (version, path, context: ReadContext): 1 | undefined => {
  if (version === 1) return 1;
  const title = phrase('Set {key} to {value}', { key: 'formatVersion', value: 1 });
  const fixes = [{ title, path, value: 1 }];
  context.report({ ...sentence('NN-SPEC-VERSION.other', { version }), path, on: 'value', fixes });
  return undefined;
});

export const root = object({
  $schema: nullable(text(), 'Where editors find the JSON schema.'),
  formatVersion: required(formatVersion, 'Version of the format: 1.'),
  name: nullable(text(), 'Name of the experiment.', "the file's name without `.nnspec.json`"),
  semantics: optional(
    enumeration('semantics', {
      keras: 'Defaults and update rules of Keras 3.',
      pytorch: 'Defaults and update rules of PyTorch.',
    }),
    'keras',
    'Whose defaults and update rules apply.',
  ),
  seed: optional(integer({ minimum: 0, maximum: 4_294_967_295 }), 0, 'Every random draw derives from it.'),
  data: required(data, 'Where samples come from and how they are encoded.'),
  model: required(
    object({ layers: required(list(layer, 1, 1000), 'The layers, in order.') }),
    'The network.',
  ),
  loss: required(loss, 'What is minimized.'),
  metrics: optional(list(metric, 0, 32), [], 'What is measured besides the loss.', '`[]`'),
  optimizer: required(optimizer, 'How weights follow the gradient.'),
  training: nullable(training, 'How long and in which batches.', 'all its defaults'),
  health: nullable(health, 'Thresholds of the training-health rules.', 'all its defaults'),
  compare: nullable(compare, 'A comparison of optimizers and settings.'),
});
