/** The problems that loading data can report. */
import { FILE_PROBLEMS } from './dataFiles.ts';
import { VALUE_PROBLEMS } from './dataValues.ts';
import { wordingOf } from './wording.ts';

export const DATA_PROBLEMS = { ...FILE_PROBLEMS, ...VALUE_PROBLEMS };
export const { sentence, coded } = wordingOf(DATA_PROBLEMS);
