/** A command: one row of the table in commands.ts, one file in commands/. */
import type { Args, Option } from './args.ts';
import type { Io } from './io.ts';

/** Done, a problem of the spec, data or run, wrong usage, interrupted with a checkpoint. */
export const EXIT = { done: 0, problem: 1, usage: 2, interrupted: 130 } as const;

export interface Command {
  readonly name: string;
  /** Such as `FILE`: what must follow. */
  readonly positional: string;
  /** True if several may follow: `args.positionals` has all. */
  readonly several?: boolean;
  readonly summary: string;
  readonly options: readonly Option[];
  /** `file` is the first positional argument. Returns the exit code. */
  run(file: string, args: Args, io: Io): Promise<number>;
}

export const JSON_OPTION: Option = { name: 'json', help: 'one JSON object a line on stdout' };
export const SET_OPTION: Option = {
  name: 'set',
  value: 'path=value',
  repeated: true,
  help: 'change a value of the spec, such as optimizer.learningRate=0.01 (repeatable)',
};
