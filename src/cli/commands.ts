/** Every command of `nnspec`, in the order the help shows them. */
import type { Command } from './command.ts';
import { check } from './commands/check.ts';
import { compare } from './commands/compare.ts';
import { data } from './commands/data.ts';
import { explain } from './commands/explain.ts';
import { exportRun } from './commands/export.ts';
import { gradcheck } from './commands/gradcheck.ts';
import { grade } from './commands/grade.ts';
import { lesson } from './commands/lesson.ts';
import { newSpec } from './commands/new.ts';
import { predict } from './commands/predict.ts';
import { train } from './commands/train.ts';
import { why } from './commands/why.ts';

export const COMMANDS: readonly Command[] = [
  newSpec,
  data,
  check,
  train,
  compare,
  predict,
  exportRun,
  explain,
  why,
  gradcheck,
  lesson,
  grade,
];
