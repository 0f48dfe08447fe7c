/** A lesson's file, and the specs that it names. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileError } from '../../base/fileErrors.ts';
import { parseLesson, type Lesson } from '../../run/lesson/lesson.ts';
import { LessonChecker } from '../../session/lessons/checker.ts';
import type { Args } from '../args.ts';
import { sessionOptions } from '../sessionOptions.ts';

export interface OpenLesson {
  readonly text: string;
  readonly lesson: Lesson;
  readonly checker: LessonChecker;
}

/** Text of a file. @throws NnError NN-FILE-… */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw fileError(error, file) ?? error;
  }
}

/** The caller disposes of the checker. @throws NnError NN-LESSON-TASK, NN-FILE-… */
export async function openLesson(file: string, args: Args): Promise<OpenLesson> {
  const text = await readText(file);
  const lesson = parseLesson(text);
  const folder = dirname(resolve(file));
  return { text, lesson, checker: new LessonChecker((spec) => sessionOptions(resolve(folder, spec), args)) };
}
