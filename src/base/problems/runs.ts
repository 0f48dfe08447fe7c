/** The problems that training and keeping a run can report. */
import { COMMAND_PROBLEMS } from './commands.ts';
import { FOLDER_PROBLEMS } from './folder.ts';
import { TRAINING_PROBLEMS } from './training/training.ts';
import { wordingOf } from './wording.ts';

export const RUN_PROBLEMS = { ...FOLDER_PROBLEMS, ...TRAINING_PROBLEMS, ...COMMAND_PROBLEMS };
export const { sentence, coded } = wordingOf(RUN_PROBLEMS);
