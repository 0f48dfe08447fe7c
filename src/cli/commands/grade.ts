/** `nnspec grade`: the answers of a class, as a CSV table with a row for each answer. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { csvCell } from '../../base/csvCell.ts';
import { NnError } from '../../base/errors.ts';
import { fileError } from '../../base/fileErrors.ts';
import { sentence } from '../../base/problems/runs.ts';
import type { Checked } from '../../session/lessons/checker.ts';
import { UsageError } from '../args.ts';
import { EXIT, type Command } from '../command.ts';
import { openLesson, readText } from '../lessons/readLesson.ts';

const SUFFIX = '.answers.json';

async function answerFiles(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).sort();
  } catch (error) {
    throw fileError(error, folder) ?? error;
  }
}

/** Answers by task. @throws NnError NN-LESSON-ANSWERS */
async function readAnswers(file: string): Promise<ReadonlyMap<string, number>> {
  const wrong = (): NnError => new NnError(sentence('NN-LESSON-ANSWERS', { file }));
  let value: unknown;
  try {
    value = JSON.parse(await readText(file));
  } catch (error) {
    throw NnError.is(error) ? error : wrong();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong();
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return new Map(
    entries.map(([id, given]): [string, number] => {
      if (typeof given !== 'number') throw wrong();
      return [id, given];
    }),
  );
}

function rowOf(name: string, id: string, given: number | undefined, checked: Checked | null): string {
  const mark = checked === null ? 'missing' : checked.right ? 'right' : 'wrong';
  return `${[name, id, given ?? '', mark, checked?.hint ?? ''].map((cell) => csvCell(String(cell))).join(',')}\n`;
}

export const grade: Command = {
  name: 'grade',
  positional: 'FOLDER',
  summary: 'check the answers of a class to a lesson; prints CSV',
  options: [{ name: 'lesson', value: 'FILE', help: 'the lesson that the answers are to' }],
  async run(folder, args, io) {
    const [file] = args.values('lesson');
    if (file === undefined) throw new UsageError('grade needs --lesson FILE.');
    const names = await answerFiles(folder);
    const { lesson, checker } = await openLesson(file, args);
    try {
      await io.out('name,task,answer,result,hint\n');
      for (const name of names) {
        const answers = await readAnswers(join(folder, name));
        for (const task of lesson.tasks) {
          const given = answers.get(task.id);
          const checked = given === undefined ? null : await checker.check(task, given);
          await io.out(rowOf(name.slice(0, -SUFFIX.length), task.id, given, checked));
        }
      }
      return EXIT.done;
    } finally {
      await checker.dispose();
    }
  },
};
