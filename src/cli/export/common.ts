/** The beginning of both kinds of scripts. */
import type { Plan } from '../../plan/types.ts';
import { isConstant } from '../../kinds/schedules/table.ts';
import type { Semantics } from '../../format/types.ts';
import { literal } from '../../base/python.ts';

/** A text that may stand in a comment or between the quotes of a docstring. */
function plainText(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;()_-]/gu, ' ').trim();
}

/** The parts of the run that the script leaves out, one line each. */
function leftOut({ spec, data }: Plan, framework: Semantics): string[] {
  const notes = [];
  if (data.weights)
    notes.push(
      'The weights of classes and rows are not part of the script: predictions are the same, training takes all rows alike.',
    );
  if (spec.semantics !== framework)
    notes.push(
      'The run followed the update rules of the other framework (semantics): predictions are the same, training goes on by the rules of this one.',
    );
  if (!isConstant(spec.training.learningRateSchedule))
    notes.push(
      'The learning rate is the one that the schedule begins with; the schedule itself is not part of the script.',
    );
  return notes;
}

/** Docstring, imports, weights and encoding. `framework` is the semantics that the script itself has. */
export function scriptHead(
  plan: Plan,
  framework: Semantics,
  imports: readonly string[],
  weightsFile: string,
): string {
  const what = framework === 'keras' ? 'Keras 3' : 'PyTorch';
  return [
    `"""${plainText(plan.spec.name)}: the network of an NNSpec run, in ${what}. Needs ${framework === 'keras' ? 'keras' : 'torch'}, numpy and safetensors.`,
    '',
    'It encodes raw rows as the run did, with what the metadata of the weights file say:',
    '',
    '    python THIS.py rows.csv                 predicts each row',
    '    python THIS.py rows.csv --train 5       trains on the rows for five epochs, in their order, with a new optimizer',
    ...leftOut(plan, framework).flatMap((note) => ['', note]),
    '"""',
    '',
    'import argparse',
    'import gzip',
    'import io',
    'import json',
    'import math',
    'import re',
    'import unicodedata',
    'from pathlib import Path',
    '',
    ...imports,
    '',
    `with safe_open(Path(__file__).with_name(${literal(weightsFile)}), framework="np") as file:`,
    '    encoding = json.loads(file.metadata()["encoding"])',
    '    weights = {name: file.get_tensor(name) for name in file.keys()}',
    '',
  ].join('\n');
}

/** Samples in a batch while the script trains. */
export function batchSizeOf(plan: Plan): string {
  return plan.spec.training.batchSize === 'full' ? 'len(x)' : literal(plan.batchSize);
}
