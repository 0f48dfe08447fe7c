/** `--help` of the program and of each command, from the tables. */
import type { Command } from './command.ts';

export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: nnspec COMMAND …',
    '',
    ...lines,
    '',
    '`nnspec COMMAND --help` explains each. `nnspec --version` says the version.',
    'Exit codes: 0 done, 1 a problem (stderr says which), 2 wrong usage, 130 interrupted.',
    '',
  ].join('\n');
}

export function usageLine(command: Command): string {
  const options = command.options.map(({ name, value, repeated }) => {
    const text = value === undefined ? `[--${name}]` : `[--${name} ${value}]`;
    return repeated === true ? `${text}…` : text;
  });
  return `nnspec ${command.name} ${command.positional}${command.several === true ? '…' : ''} ${options.join(' ')}`;
}

export function commandHelp(command: Command): string {
  const names = command.options.map(
    ({ name, value }) => `--${name}${value === undefined ? '' : ` ${value}`}`,
  );
  const width = Math.max(0, ...names.map(({ length }) => length));
  const lines = command.options.map(({ help }, index) => `  ${(names[index] ?? '').padEnd(width)}  ${help}`);
  return [`Usage: ${usageLine(command)}`, '', command.summary, '', ...lines, ''].join('\n');
}
