/** For runs of all unit tests (.mocharc.unit.json): builds before the first, not in every process that runs some. */
import { buildRuntime } from './trainingRuntime.ts';

export const mochaGlobalSetup = buildRuntime;
