/**
 * The TypeScript calls of the kernels: read from the heads of their functions, so that no argument's place is written
 * twice.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { heading } from './assembly.ts';

const SOURCES = path.resolve(import.meta.dirname, '../../src/kernels');

interface Kernel {
  readonly name: string;
  readonly args: readonly string[];
  readonly returns: string;
}

const HEAD = /^export function (\w+)\(([^)]*)\): (\w+) \{/gmu;

function kernelsOf(source: string): Kernel[] {
  return [...source.matchAll(HEAD)].map(([, name = '', args = '', type = '']) => ({
    name,
    args: [...args.matchAll(/(\w+):/gu)].map(([, arg = '']) => arg),
    returns: type === 'void' ? 'void' : 'number',
  }));
}

/** The exports of every entry file; `generated` are the contents of those that are generated. */
function allKernels(generated: readonly string[]): Kernel[] {
  const files = readdirSync(SOURCES)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => readFileSync(path.join(SOURCES, name), 'utf8'));
  return [...files, ...generated].flatMap(kernelsOf).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The module that declares and calls the kernels. */
export function kernelCalls(generated: readonly string[]): string {
  const kernels = allKernels(generated);
  const withArguments = kernels.filter(({ args }) => args.length > 0);
  const list = (args: readonly string[], of: (arg: string) => string): string => args.map(of).join(', ');
  return [
    heading('The exports of the kernels, with their arguments in order, and calls by name.', 'src/kernels'),
    '/** Addresses and sizes are bytes. Each export is described where it is defined. */',
    'export interface Kernels {',
    ...kernels.map(
      ({ name, args, returns }) =>
        `  readonly ${name}: (${list(args, (arg) => `${arg}: number`)}) => ${returns};`,
    ),
    '}',
    '',
    '/** The names of the arguments. */',
    'export const KERNEL_ARGUMENTS: Readonly<Record<KernelName, readonly string[]>> = {',
    ...withArguments.map(({ name, args }) => `  ${name}: [${list(args, (arg) => `'${arg}'`)}],`),
    '};',
    '',
    '/** A number for each name. */',
    'type Named<Name extends string> = Readonly<Record<Name, number>>;',
    '',
    '/** The kernels that take many arguments, called by their names. */',
    'export const byName = {',
    ...withArguments.map(({ name, args, returns }) => {
      const names = args.map((arg) => `'${arg}'`).join(' | ');
      const called = `kernels.${name}(${list(args, (arg) => `a.${arg}`)})`;
      const body = returns === 'void' ? `{ ${called}; }` : called;
      return `  ${name}: (kernels: Kernels, a: Named<${names}>): ${returns} => ${body},`;
    }),
    '};',
    '',
    '/** A kernel that computes something. */',
    'export type KernelName = keyof typeof byName;',
    '',
  ].join('\n');
}
