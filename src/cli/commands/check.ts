/** `nnspec check`: what is wrong with a spec and its data, or the plan that they make. */
import { checkSpec } from '../../session/session.ts';
import { EXIT, JSON_OPTION, SET_OPTION, type Command } from '../command.ts';
import { jsonLine } from '../io.ts';
import { planTable, reportProblems } from '../report.ts';
import { sessionOptions } from '../sessionOptions.ts';

export const check: Command = {
  name: 'check',
  positional: 'FILE',
  summary: 'say what is wrong with a spec and its data, or show the network they make',
  options: [SET_OPTION, JSON_OPTION],
  async run(file, args, io) {
    const json = args.flag('json');
    const { problems, plan } = await checkSpec(await sessionOptions(file, args));
    const failed = await reportProblems(io, problems, json);
    if (failed || !plan) return EXIT.problem;
    if (json) {
      const layers = plan.layers.map(({ id, spec, output, parameterCount }) => ({
        id,
        type: spec.type,
        output: output.axes,
        parameters: parameterCount,
      }));
      const { parameterCount: parameters, totalSteps: steps, memory, data } = plan;
      const samples = data.samples;
      const { missing } = data;
      const told = { samples, ...(missing && { missing }) };
      await io.out(jsonLine({ event: 'plan', parameters, layers, ...told, steps, memory: memory.total }));
    } else {
      await io.out(planTable(plan));
    }
    return EXIT.done;
  },
};
