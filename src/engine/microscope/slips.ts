/** The slips that one can make with a number of a step, computed by its formula: each changes the formula in one place. */
import { compute, namesIn, type Formula, type FormulaPart } from '../../base/formula/formula.ts';
import { NnError } from '../../base/errors.ts';
import { agrees, type Slip, type SlipKind } from '../../run/lesson/slips.ts';
import type { Asked } from '../../run/microscope/asked.ts';
import type { Microscope } from './microscope.ts';

/** The number of another question, if there is one. */
function valueAt(scope: Microscope, ref: string): number | null {
  try {
    return scope.ask(ref).value;
  } catch (error) {
    if (NnError.is(error)) return null;
    throw error;
  }
}

type Add = (kind: SlipKind, value: number | null, name?: string) => void;

function valuesOf({ parts }: Formula): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.value]));
}

/** Numbers that are easily taken in the place of one in a formula. */
function mistaken(
  scope: Microscope,
  { ref, name, value }: FormulaPart,
): readonly (readonly [SlipKind, number | null])[] {
  if (ref === undefined) return [];
  const at = (text: string): number | null => valueAt(scope, text);
  const others: (readonly [SlipKind, number | null])[] = [];
  const kernel = /^(.*)\[(\d+),(\d+)\]$/u.exec(ref);
  if (kernel) {
    const [, owner = '', row = '', column = ''] = kernel;
    others.push(['early', scope.ask(ref).after ?? null], ['transposed', at(`${owner}[${column},${row}]`)]);
  }
  const unit = /^(.*)\.(a|z|slope)\[(\d+)\](\.gradient)?(@\d+)?$/u.exec(ref);
  if (!unit) return others;
  const [, owner = '', what = '', index = '', gradient = '', row = ''] = unit;
  const other = (kind: string, place = index): number | null =>
    at(`${owner}.${kind}[${place}]${gradient}${row}`);
  if (gradient !== '') others.push(['beforeSlope', other(what === 'a' ? 'z' : 'a')]);
  else if (what === 'a') others.push(['sumForUnit', other('z')]);
  else if (what === 'z') others.push(['unitForSum', other('a')]);
  else {
    const [a, z] = [other('a'), other('z')];
    others.push(['slopeOfUnit', a], ['slopeHalf', a === null ? null : 1 - a]);
    if (z !== null && a !== null && Math.abs(a * (1 - a) - value) < 1e-9)
      others.push(['slopeOfZ', z * (1 - z)]);
  }
  const beside = Number(index) > 0 ? Number(index) - 1 : Number(index) + 1;
  others.push(['neighbour', other(what, String(beside))]);
  return name === '' ? [] : others;
}

/** Every + or − of a formula exchanged on its own, and what is raised or rooted left as it is. */
function rewritten(text: string): readonly (readonly [SlipKind, string])[] {
  const flips = [...text.matchAll(/ ([+−]) /gu)].map(({ index, 1: sign }): readonly [SlipKind, string] => [
    'flipped',
    `${text.slice(0, index)} ${sign === '+' ? '−' : '+'} ${text.slice(index + 3)}`,
  ]);
  const changes: (readonly [SlipKind, string])[] = [...flips];
  if (text.includes('^2')) changes.push(['square', text.replace('^2', '')]);
  if (text.includes('√')) changes.push(['root', text.replace('√', '')]);
  return changes;
}

function withinFormula(scope: Microscope, formula: Formula, add: Add): void {
  const values = valuesOf(formula);
  const sums = / [+−] /u.test(formula.text);
  const changed = (name: string, value: number): number =>
    compute(formula.text, { ...values, [name]: value });
  for (const short of namesIn(formula.text)) {
    const part = formula.parts[short];
    if (!part) continue;
    for (const [kind, value] of mistaken(scope, part)) {
      if (value !== null) add(kind, changed(short, value), part.name);
    }
  }
  for (const short of namesIn(formula.text)) {
    const part = formula.parts[short];
    if (!part) continue;
    if (/[·/]/u.test(formula.text)) add('factor', changed(short, 1), part.name);
    if (sums) add('term', changed(short, 0), part.name);
  }
  for (const [kind, text] of rewritten(formula.text)) add(kind, compute(text, values));
}

function aroundUpdate(scope: Microscope, { ref, value }: Asked, add: Add): void {
  if (ref.endsWith('.after')) {
    const weight = ref.slice(0, -'.after'.length);
    const before = valueAt(scope, weight);
    const gradient = valueAt(scope, `${weight}.used`);
    if (before === null) return;
    add('old', before);
    add('change', value - before);
    add('change', before - value);
    add('uphill', 2 * before - value);
    if (gradient === null) return;
    add('rate', before - gradient);
    add('gradient', gradient);
    return;
  }
  const weight = /^(.*\[\d+(?:,\d+)?\])\.gradient$/u.exec(ref)?.[1];
  if (weight !== undefined) add('weight', valueAt(scope, `${weight}.after`));
}

/** The slips of a number, the likelier ones first; those that do not change it are left out. */
export function slipsOf(scope: Microscope, asked: Asked): readonly Slip[] {
  const slips: Slip[] = [];
  const { value, formula } = asked;
  const add: Add = (kind, wrong, name = '') => {
    if (wrong === null || !Number.isFinite(wrong) || agrees(wrong, value)) return;
    if (slips.some((slip) => slip.kind === kind && slip.name === name && slip.value === wrong)) return;
    slips.push({ kind, name, value: wrong });
  };
  add('sign', -value);
  aroundUpdate(scope, asked, add);
  if (formula) withinFormula(scope, formula, add);
  add('half', 2 * value);
  add('twice', value / 2);
  const samples = scope.looked.samples.length;
  if (samples > 1) {
    add('sum', value * samples);
    add('mean', value / samples);
  }
  const outputs = Object.values(formula?.parts ?? {}).find(({ name }) => name === 'outputs')?.value;
  if (outputs !== undefined) {
    add('allOutputs', value * outputs);
    add('outputs', value / outputs);
  }
  add('absolute', Math.abs(value));
  add('squared', value ** 2);
  add('inverse', 1 / value);
  add('percent', value * 100);
  return slips;
}
