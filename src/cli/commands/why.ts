/** `nnspec why`: the way back of the gradient at a step of a run, factor by factor. */
import { resolve } from 'node:path';
import { NnError } from '../../base/errors.ts';
import { sentence } from '../../base/problems/runs.ts';
import { wayOf } from '../../run/explain/flowPath.ts';
import { findingText, flowText } from '../../run/explain/flowText.ts';
import { whyRun } from '../../session/whyRun.ts';
import { EXIT, JSON_OPTION, type Command } from '../command.ts';
import { jsonLine } from '../io.ts';
import { memoryLimit, workerPath } from '../sessionOptions.ts';

export const why: Command = {
  name: 'why',
  positional: 'RUN',
  summary: 'why gradients vanish or explode and units die: the way back of the gradient, factor by factor',
  options: [
    {
      name: 'layer',
      value: 'L',
      help: 'the layer to explain (default: that of a finding, else the most different one)',
    },
    {
      name: 'step',
      value: 'N',
      help: 'at this step, from 1 (default: the one after the last state of the run)',
    },
    JSON_OPTION,
  ],
  async run(folder, args, io) {
    const step = args.values('step').length > 0 ? args.integer('step', 1, 1) : null;
    const options = { workerPath: workerPath(), memoryLimit: memoryLimit(), allowedRoots: null };
    const { flow, findings } = await whyRun(resolve(folder), options, step);
    const [asked] = args.values('layer');
    const ids = flow.layers.map(({ id }) => id);
    if (asked !== undefined && !ids.includes(asked))
      throw new NnError(sentence('NN-WHY-LAYER', { layer: asked, list: ids }));
    const way = wayOf(flow, findings, asked);
    if (args.flag('json')) await io.out(jsonLine({ event: 'why', ...flow, way }));
    else await io.out(findingText(findings) + flowText(flow, way));
    return EXIT.done;
  },
};
