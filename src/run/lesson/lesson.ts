/** Lessons: Markdown with fenced blocks `nntask`, each of which asks something. */
import { NnError } from '../../base/errors.ts';
import { sentence } from '../../base/problems/runs.ts';

/** A number of a step, which the engine computes: the lesson does not have it. */
export interface NumberTask {
  readonly kind: 'number';
  readonly id: string;
  readonly question: string;
  /** Relative to the lesson. */
  readonly spec: string;
  /** As `nnspec explain --number` takes it. */
  readonly ask: string;
  /** The training sample, from 0; null: the batch of the first step. */
  readonly sample: number | null;
}

export interface ChoiceTask {
  readonly kind: 'choice';
  readonly id: string;
  readonly question: string;
  readonly options: readonly { readonly text: string; readonly right: boolean; readonly why: string }[];
}

export type Task = NumberTask | ChoiceTask;

export interface Lesson {
  /** Its first heading. */
  readonly title: string;
  readonly tasks: readonly Task[];
}

const BLOCK = /^```nntask[ \t]*\r?\n([\s\S]*?)^```[ \t]*\r?$/gmu;
const LONGEST_LESSON = 1_000_000;

function taskOf(text: string, line: number): Task {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NnError(sentence('NN-LESSON-TASK.json', { line }));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NnError(sentence('NN-LESSON-TASK.json', { line }));
  const keys = value as Readonly<Record<string, unknown>>;
  const textOf = (key: string): string => {
    const found = keys[key];
    if (typeof found !== 'string' || found.trim() === '')
      throw new NnError(sentence('NN-LESSON-TASK.key', { line, key }));
    return found;
  };
  const id = textOf('id');
  const question = textOf('question');
  const { kind, options } = keys;
  if (kind === 'number') {
    const { sample = 0 } = keys;
    if (sample !== null && !(typeof sample === 'number' && Number.isInteger(sample) && sample >= 0))
      throw new NnError(sentence('NN-LESSON-TASK.key', { line, key: 'sample' }));
    return { kind, id, question, spec: textOf('spec'), ask: textOf('ask'), sample };
  }
  if (kind === 'choice') return { kind, id, question, options: optionsOf(options, line) };
  throw new NnError(sentence('NN-LESSON-TASK.kind', { line, kind: String(kind) }));
}

function optionsOf(value: unknown, line: number): ChoiceTask['options'] {
  const wrong = (): NnError => new NnError(sentence('NN-LESSON-TASK.key', { line, key: 'options' }));
  if (!Array.isArray(value) || value.length < 2) throw wrong();
  const options = value.map((option: unknown) => {
    if (typeof option !== 'object' || option === null) throw wrong();
    const { text, right = false, why = '' } = option as Readonly<Record<string, unknown>>;
    if (typeof text !== 'string' || typeof right !== 'boolean' || typeof why !== 'string') throw wrong();
    return { text, right, why };
  });
  if (options.filter(({ right }) => right).length !== 1) throw wrong();
  return options;
}

/**
 * Reads a lesson.
 * @throws NnError NN-LESSON-TASK for a block that is no task, with its line from 1
 */
export function parseLesson(text: string): Lesson {
  if (text.length > LONGEST_LESSON) throw new NnError(sentence('NN-LESSON-TASK.long'));
  const title = /^# +(.+)$/mu.exec(text)?.[1]?.trim() ?? '';
  const tasks: Task[] = [];
  for (const { index, 1: body = '' } of text.matchAll(BLOCK)) {
    const line = text.slice(0, index).split('\n').length;
    const task = taskOf(body, line);
    if (tasks.some(({ id }) => id === task.id))
      throw new NnError(sentence('NN-LESSON-TASK.twice', { line, id: task.id }));
    tasks.push(task);
  }
  if (tasks.length === 0) throw new NnError(sentence('NN-LESSON-TASK.none'));
  return { title, tasks };
}

/** The lesson's text without its task blocks, each of which leaves its question. */
export function readableText(text: string): string {
  return text.replace(BLOCK, (_whole, body: string) => {
    const { id, question, options } = JSON.parse(body) as {
      id: string;
      question: string;
      options?: { text: string }[];
    };
    const choices = (options ?? [])
      .map((option, index) => `\n   ${String(index + 1)}. ${option.text}`)
      .join('');
    return `> [${id}] ${question}${choices}`;
  });
}
