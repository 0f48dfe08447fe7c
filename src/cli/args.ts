/** Command-line arguments by a table: `--name value`, `--name=value`, flags, and `--` before odd file names. */
import { nearest } from '../base/schema/suggest.ts';

export interface Option {
  readonly name: string;
  /** Placeholder of the value in the help; absent for a flag. */
  readonly value?: string;
  readonly repeated?: boolean;
  readonly help: string;
}

/** Wrong usage: exit code 2. */
export class UsageError extends Error {}

export interface Args {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): readonly string[];
  /** A whole number from `least` to `most` (default: any exact one); `otherwise` if the option is not given. */
  integer(name: string, least: number, otherwise: number, most?: number): number;
}

export function parseArgs(argv: readonly string[], options: readonly Option[]): Args {
  const positionals: string[] = [];
  const given = new Map<string, string[]>();
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') {
      positionals.push(...argv.slice(index + 1));
      break;
    }
    if (!word.startsWith('--') || word === '-') {
      if (/^-[^\d]/.test(word)) throw unknown(word, options);
      positionals.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const option = options.find((candidate) => candidate.name === name);
    if (!option) throw unknown(equals < 0 ? word : word.slice(0, equals), options);
    const before = given.get(name) ?? [];
    if (option.value === undefined) {
      if (equals >= 0) throw new UsageError(`--${name} takes no value.`);
      given.set(name, ['']);
    } else {
      const value = equals >= 0 ? word.slice(equals + 1) : argv[++index];
      if (value === undefined) throw new UsageError(`--${name} needs a value: --${name} ${option.value}`);
      if (before.length > 0 && option.repeated !== true) throw new UsageError(`--${name} is given twice.`);
      given.set(name, [...before, value]);
    }
  }
  return {
    positionals,
    flag: (name) => given.has(name),
    value: (name) => given.get(name)?.[0],
    values: (name) => given.get(name) ?? [],
    integer: (name, least, otherwise, most = Number.MAX_SAFE_INTEGER) => {
      const text = given.get(name)?.[0];
      if (text === undefined) return otherwise;
      const number = Number(text);
      if (/^\d+$/.test(text) && number >= least && number <= most) return number;
      const range = number > most ? `from ${least} to ${most}` : `of at least ${least}`;
      throw new UsageError(`--${name} must be a whole number ${range}, not "${text}".`);
    },
  };
}

function unknown(word: string, options: readonly Option[]): UsageError {
  const names = options.map(({ name }) => name);
  const near = nearest(word.replace(/^-+/, ''), names);
  return new UsageError(`There is no option ${word}.${near === undefined ? '' : ` Did you mean --${near}?`}`);
}

/** `path=value` of `--set`; the value is JSON, or else a text as it is. */
export function parseSetting(text: string): { path: string; value: unknown } {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw new UsageError(`--set needs path=value, such as --set optimizer.learningRate=0.01, not "${text}".`);
  }
  const value = text.slice(equals + 1);
  try {
    return { path: text.slice(0, equals), value: JSON.parse(value) as unknown };
  } catch {
    return { path: text.slice(0, equals), value };
  }
}
