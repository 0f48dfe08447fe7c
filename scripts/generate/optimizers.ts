/** The kernels of the optimizers, from src/kinds/optimizers: formulas, and a loop for each. */
import {
  FACTOR_PLACES,
  type OptimizerKernel,
  SLOTS as SLOT_NAMES,
  UPDATE_SUMS,
} from '../../src/kinds/optimizers/optimizer.ts';
import { OPTIMIZER_KERNELS } from '../../src/kinds/optimizers/table.ts';
import { branch, heading, importing, inlined, used } from './assembly.ts';

/** The factors that formulas may use: all but the share of the weight that is kept, which the loop applies. */
const FACTORS = Object.keys(FACTOR_PLACES).filter((name) => name !== 'keep');
const PARTS = ['blend', 'root', 'signs', 'spread'];
const SLOTS = SLOT_NAMES.map((_, slot) => slot);
const FLOAT = 4;
const DOUBLE = 8;

/** v128 parameters of a function. */
function parameters(names: readonly string[]): string {
  return names.map((name) => `${name}: v128`).join(', ');
}

/** `if (is<R, Rule>()) …` for every kernel that has the part; the last one needs no condition. */
function choices(part: (kernel: OptimizerKernel) => string | undefined): string[] {
  // Kernels with the same formula share a condition.
  const groups = new Map<string, string[]>();
  for (const kernel of OPTIMIZER_KERNELS) {
    const formula = part(kernel);
    if (formula !== undefined) groups.set(formula, [...(groups.get(formula) ?? []), kernel.name]);
  }
  const entries = [...groups];
  return entries.flatMap(([formula, names], index) =>
    index === entries.length - 1
      ? branch('', formula)
      : branch(names.map((name) => `is<R, ${name}>()`).join(' || '), formula),
  );
}

/** The parameters that a new slot may be made of: the decayed weight, the gradient, the old values up to its own, and the new slots before it. */
function slotParameters(slot: number): string {
  return parameters([
    'w',
    'g',
    ...SLOTS.slice(0, slot + 1).map((one) => `s${String(one)}`),
    ...SLOTS.slice(0, slot).map((one) => `n${String(one)}`),
    ...FACTORS,
  ]);
}

/** src/kernels/generated/formulas/optimizers.ts */
export function optimizerFormulas(): string {
  const slots = SLOTS.map((slot) =>
    inlined(
      `The new slot ${String(slot)}.`,
      `export function newSlot${String(slot)}<R>(\n  ${slotParameters(slot)},\n): v128`,
      choices((kernel) => kernel.slots[slot]),
    ),
  );
  const step = inlined(
    'The term subtracted from the decayed weight, from the old slots s0, s1 and the new ones n0, n1, n2.',
    `export function stepOf<R>(\n  ${parameters(['w', 'g', 's0', 's1', 'n0', 'n1', 'n2', ...FACTORS])},\n): v128`,
    choices((kernel) => kernel.step),
  );
  const counts = inlined(
    'Number of values that a rule keeps for each weight.',
    'export function slots<R>(): i32',
    choices((kernel) => String(kernel.slots.length)),
  );
  const is = inlined(
    'True if two rules are the same.',
    'function is<R, S>(): bool',
    branch('', 'idof<R>() == idof<S>()'),
  );
  const text = [...slots, step].join('\n');
  return [
    heading('The rules of the optimizers, four weights at a time.', 'src/kinds/optimizers'),
    importing(used(text, ['madd', 'nmadd']), '../../vector/lanes'),
    importing(used(text, PARTS), '../../vector/ruleParts'),
    '\n// A rule is a type, so that each gets loops of its own: of a number, the compiler would make one loop that asks every time.\n',
    ...OPTIMIZER_KERNELS.map(({ name }) => `export class ${name} {}\n`),
    '\n/** The number of gradient descent without momentum, which sparse rows have a way of their own for. */\n',
    `export const SGD: i32 = ${String(OPTIMIZER_KERNELS.findIndex(({ name }) => name === 'Sgd'))};\n`,
    `\n${is}\n${counts}\n${text}`,
  ].join('');
}

/** `FIRST_REST` from `firstRest`. */
function constantName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** Constants of the places in bytes. */
function constants(places: Readonly<Record<string, number>>, bytes: number): string[] {
  return Object.entries(places).map(
    ([name, place]) => `export const ${constantName(name)}: usize = ${String(place * bytes)};\n`,
  );
}

/** src/kernels/generated/formulas/places.ts */
export function optimizerPlaces(): string {
  return [
    heading(
      "Places of the factors and of the sums of an optimizer's step, in bytes.",
      'src/kinds/optimizers',
    ),
    '\n// Factors: floats.\n',
    ...constants(FACTOR_PLACES, FLOAT),
    '\n// Sums: doubles.\n',
    ...constants(UPDATE_SUMS, DOUBLE),
  ].join('');
}

/** src/kernels/generated/optimizers.ts */
export function optimizerKernels(): string {
  const args = 'w, g, s0, s1, s2, length, factors, sums';
  const [first, ...others] = OPTIMIZER_KERNELS;
  const cases = others.map(
    ({ name }, index) => `    case ${String(index + 1)}: return optimizerLoop<${name}>(${args});\n`,
  );
  return [
    heading('A loop for each rule of an optimizer.', 'src/kinds/optimizers'),
    "import { optimizerLoop } from '../vector/optimizerLoop';\n",
    importing(
      OPTIMIZER_KERNELS.map(({ name }) => name),
      './formulas/optimizers',
    ),
    '\n/** One step over `length` weights at w. Slots that the kind does not have may be any address. */\n',
    'export function update(\n',
    '  kind: i32, w: usize, g: usize, s0: usize, s1: usize, s2: usize, length: usize, factors: usize, sums: usize,\n',
    '): void {\n  switch (kind) {\n',
    ...cases,
    `    default: return optimizerLoop<${first?.name ?? ''}>(${args});\n  }\n}\n`,
  ].join('');
}
