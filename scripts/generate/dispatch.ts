/** Choices among kernels by a number that is known when they are compiled. */
import { branch } from './assembly.ts';

interface Named {
  /** Name of the kernel's constant. */
  readonly name: string;
}

/** `if (kind == NAME) …` for every kernel but the first, whose formula is that of every other number. */
export function choices<K extends Named>(kernels: readonly K[], part: (kernel: K) => string): string[] {
  const [first, ...others] = kernels;
  if (!first) return [];
  return [
    ...others.flatMap((kernel) => branch(`kind == ${kernel.name}`, part(kernel))),
    ...branch('', part(first)),
  ];
}

/** A function that calls `loop` with the kernel as a constant, so that each gets a loop of its own. */
export function dispatch(kernels: readonly Named[], head: string, loop: string, args: string): string {
  const [first, ...others] = kernels;
  const cases = others.map(({ name }) => `    case ${name}: return ${loop}(${name}, ${args});`);
  return [
    `${head} {`,
    '  switch (kind) {',
    ...cases,
    `    default: return ${loop}(${first?.name ?? ''}, ${args});`,
    '  }',
    '}',
    '',
  ].join('\n');
}

/** The kernels' numbers: their places in the list. */
export function constants(kernels: readonly Named[]): string {
  return kernels.map(({ name }, index) => `export const ${name}: i32 = ${String(index)};\n`).join('');
}
