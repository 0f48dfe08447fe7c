/** Pieces of AssemblyScript that the generated kernels are made of. */

const INDENT = '  ';

/** The beginning of a generated file; `what` is a sentence. */
export function heading(what: string, source: string): string {
  return `/** ${what} Written by \`npm run generate\` from ${source}. */\n`;
}

/** Lines of a body that are indented alike, `depth` steps deep. */
function indented(lines: readonly string[], depth: number): string[] {
  return lines.map((line) => `${INDENT.repeat(depth)}${line}`);
}

/**
 * `if (condition)` with a body that is an expression or, if it has a `return`, statements. A condition without text is no
 * condition: the body stands alone.
 */
export function branch(condition: string, body: string): string[] {
  const lines = body
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const isStatements = lines.some((line) => /\breturn\b/.test(line));
  const statements = isStatements ? lines : [`return ${lines.join(' ')};`];
  if (condition === '') return indented(statements, 1);
  if (statements.length === 1) return indented([`if (${condition}) ${statements[0] ?? ''}`], 1);
  return [...indented([`if (${condition}) {`], 1), ...indented(statements, 2), ...indented(['}'], 1)];
}

/** A function that the compiler puts in place of its calls. */
export function inlined(comment: string, head: string, body: readonly string[]): string {
  return [`/** ${comment} */`, '// @ts-ignore: decorator', '@inline', `${head} {`, ...body, '}', ''].join(
    '\n',
  );
}

/** The names in `candidates` that occur in `text`, for an import. */
export function used(text: string, candidates: readonly string[]): string[] {
  return candidates.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
}

/** `import { … } from …`, or nothing if nothing is imported. */
export function importing(names: readonly string[], from: string): string {
  return names.length === 0 ? '' : `import { ${names.join(', ')} } from '${from}';\n`;
}

/** The functions of src/kernels/vector that formulas may use. */
const LANES = ['madd', 'nmadd', 'widenSquares', 'widenSum'];
const MATH = ['exp4', 'expm14', 'log1pUnit4', 'normalCdf4', 'sigmoid4', 'tanh4'];

/** The imports of a generated file whose formulas are `text`. */
export function vectorImports(text: string): string {
  return (
    importing(used(text, LANES), '../../vector/lanes') + importing(used(text, MATH), '../../vector/math')
  );
}
