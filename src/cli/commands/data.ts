/** `nnspec data`: a look at a data file, or at a spec with its data. */
import { resolve } from 'node:path';
import type { DataSurvey } from '../../plan/survey.ts';
import { formatAt } from '../../session/ownData/proposeSpec.ts';
import { surveyFile, surveySpec } from '../../session/ownData/surveyData.ts';
import { UsageError } from '../args.ts';
import { EXIT, JSON_OPTION, SET_OPTION, type Command } from '../command.ts';
import { jsonLine } from '../io.ts';
import { reportProblems } from '../report.ts';
import { memoryLimit, sessionOptions, workerPath } from '../sessionOptions.ts';
import { surveyText } from '../data/surveyText.ts';

export const data: Command = {
  name: 'data',
  positional: 'FILE|SPEC',
  summary: 'show the columns of a data file, or what a spec makes of its data',
  options: [
    {
      name: 'target',
      value: 'COLUMN',
      help: 'of a file: the column to predict (default: the likeliest one)',
    },
    {
      name: 'row',
      value: 'N',
      help: 'of a spec: the row of the file, from 1, to show as inputs (default 1)',
    },
    SET_OPTION,
    JSON_OPTION,
  ],
  async run(file, args, io) {
    const json = args.flag('json');
    const show = async (survey: DataSurvey): Promise<number> => {
      await io.out(json ? jsonLine({ event: 'data', ...survey }) : surveyText(survey));
      return EXIT.done;
    };
    if (file.endsWith('.nnspec.json')) {
      const row = args.integer('row', 1, 1) - 1;
      const { problems, survey } = await surveySpec(await sessionOptions(file, args), row);
      const failed = await reportProblems(io, problems, json);
      return failed || survey === undefined ? EXIT.problem : show(survey);
    }
    const format = formatAt(file);
    if (format === undefined)
      throw new UsageError(
        `The format of ${file} cannot be told from its name. Rename it, such as to rows.csv.`,
      );
    return show(
      await surveyFile({
        path: file,
        baseDir: resolve('.'),
        format,
        target: args.value('target') ?? null,
        workerPath: workerPath(),
        memoryLimit: memoryLimit(),
        allowedRoots: null,
      }),
    );
  },
};
