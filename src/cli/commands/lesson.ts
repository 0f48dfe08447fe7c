/** `nnspec lesson`: a lesson's text and questions, and whether answers are right. */
import { oneLine } from '../../base/plainText.ts';
import { readableText } from '../../run/lesson/lesson.ts';
import { taskNamed, type Checked } from '../../session/lessons/checker.ts';
import { UsageError } from '../args.ts';
import { EXIT, JSON_OPTION, type Command } from '../command.ts';
import { jsonLine } from '../io.ts';
import { openLesson } from '../lessons/readLesson.ts';

function answerOf(text: string): { readonly id: string; readonly given: number } {
  const at = text.lastIndexOf('=');
  const given = Number(
    text
      .slice(at + 1)
      .trim()
      .replace('−', '-'),
  );
  if (at < 1 || text.slice(at + 1).trim() === '' || !Number.isFinite(given))
    throw new UsageError(`--answer takes task=number, not "${text}".`);
  return { id: text.slice(0, at).trim(), given };
}

function lineOf(id: string, { right, hint }: Checked): string {
  const told = hint === '' ? '' : ` ${oneLine(hint)}`;
  return `${oneLine(id)}: ${right ? 'right.' : 'not yet.'}${told}\n`;
}

export const lesson: Command = {
  name: 'lesson',
  positional: 'FILE',
  summary: 'a lesson and its questions; with --answer, check answers and name the slip',
  options: [
    {
      name: 'answer',
      value: 'TASK=NUMBER',
      repeated: true,
      help: 'an answer to check: a number, or the place of an option from 1 (repeatable)',
    },
    JSON_OPTION,
  ],
  async run(file, args, io) {
    const answers = args.values('answer').map(answerOf);
    const json = args.flag('json');
    const { text, lesson: read, checker } = await openLesson(file, args);
    try {
      if (answers.length === 0) {
        const lines = read.tasks.map(({ id, kind, question }) =>
          jsonLine({ event: 'task', id, kind, question }),
        );
        await io.out(json ? lines.join('') : readableText(text));
        return EXIT.done;
      }
      let wrong = 0;
      for (const { id, given } of answers) {
        const checked = await checker.check(taskNamed(read, id), given);
        if (!checked.right) wrong++;
        await io.out(json ? jsonLine({ event: 'answer', id, given, ...checked }) : lineOf(id, checked));
      }
      return wrong === 0 ? EXIT.done : EXIT.problem;
    } finally {
      await checker.dispose();
    }
  },
};
