/**
 * Columns for which the spec does not say what they are and whose cells are not all numbers: categories, or numbers in
 * an unnamed notation, with a bad cell among them, or texts. What is not plainly a category is refused.
 */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text, CodedText } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import type { NnError, Problem } from '../../base/errors.ts';
import { cellsOf, type Role } from '../cells/cells.ts';
import { lookOf, startsAsNumber, type Look } from '../cells/looks.ts';
import { fileError, quoted } from '../problems.ts';
import type { Table, TextColumn } from './table.ts';
import { addWarning } from '../warnings.ts';

/** Share of the values that must be numbers for another one to be a mistake. */
const NEARLY_ALL = 0.9;
/** So few are a mistake among twice as many numbers, too. */
const A_FEW = 3;
/** More different values, and most of them different, are no categories without a word. */
const MANY_VALUES = 50;
/** Different texts that are looked at; a column with more has been judged by then. */
const MOST_LOOKED_AT = 10_000;
/** So many rows that each have a value of their own are told. */
const LEAST_DIFFERENT = 10;
const SENTENCE_WORDS = 4;

interface Tally {
  /** Rows with a value. */
  readonly values: number;
  readonly numbers: number;
  /** The first row with each other text, and how many have it; the first 10,000 of them. */
  readonly others: ReadonlyMap<string, { readonly row: number; readonly count: number }>;
  readonly otherRows: number;
}

function tallyOf(table: Table, column: TextColumn, rows: Uint32Array): Tally {
  const cells = cellsOf(table);
  const others = new Map<string, { row: number; count: number }>();
  let [values, numbers, otherRows] = [0, 0, 0];
  for (const row of rows) {
    const text = column.texts.at(row);
    const known = others.get(text);
    if (known) {
      known.row = Math.min(known.row, row);
      known.count++;
    } else if (!Number.isNaN(cells.number(text))) {
      values++;
      numbers++;
      continue;
    } else if (cells.isMissing(text)) continue;
    else if (others.size < MOST_LOOKED_AT) others.set(text, { row, count: 1 });
    values++;
    otherRows++;
  }
  return { values, numbers, others, otherRows };
}

/**
 * Throws NN-DATA-NOT-A-NUMBER where a column of numbers has other cells, NN-DATA-NOTATION where its cells are numbers in
 * another notation, dates, times or lists, and NN-DATA-MANY-VALUES where they are texts rather than categories. Warns of
 * a mixture that may be meant.
 */
export function judgeTexts(
  table: Table,
  column: TextColumn,
  rows: Uint32Array,
  role: Role,
  warnings: Problem[],
): void {
  const tally = tallyOf(table, column, rows);
  const { values, numbers, others, otherRows } = tally;
  if (otherRows === 0) return;
  const cells = cellsOf(table);
  const looks = [...others].map(([text, at]) => ({ text, ...at, look: lookOf(text, cells) }));
  looks.sort((a, b) => a.row - b.row);
  const nearlyAll = numbers >= NEARLY_ALL * values || (otherRows <= A_FEW && numbers >= 2 * otherRows);
  const [first] = looks;
  if (first === undefined) return;
  if (nearlyAll) throw badCell(table, column.name, first, tally, role);

  const alike = looks.filter(
    ({ look }) => look !== undefined && look.kind !== 'mark' && look.kind !== 'typo',
  );
  const alikeRows = alike.reduce((sum, { count }) => sum + count, 0);
  const seen = looks.reduce((sum, { count }) => sum + count, 0);
  const [like] = alike;
  if (like?.look !== undefined && numbers + (alikeRows / seen) * otherRows >= NEARLY_ALL * values) {
    throw otherNotation(table, column.name, like, like.look, values, role);
  }
  refuseTexts(table, column.name, looks, tally, role);
  if (role === 'target') return;
  const warn = (told: CodedText): void => {
    addWarning(warnings, told.code, table.file, () => ({
      ...told,
      severity: 'warning',
      location: { kind: 'file', file: table.file, ...table.place(first.row, column.name) },
    }));
  };
  if (values >= LEAST_DIFFERENT && others.size === values) {
    warn(sentence('NN-DATA-MANY-VALUES.each', { name: column.name, values, text: quoted(first.text) }));
  } else if (numbers * 2 > values) {
    warn(sentence('NN-DATA-MIXED-COLUMN', { name: column.name, text: quoted(first.text) }));
  }
}

interface Cell {
  readonly text: string;
  readonly row: number;
  readonly count: number;
}

/** The remedy other than correcting the file. */
function elseText(column: string, role: Role): Text {
  return role === 'target'
    ? phrase('If the target is classes, say { "as": "category" } in data.target.')
    : phrase('If it is a category, say { "column": {column}, "as": "category" }.', {
        column: JSON.stringify(column),
      });
}

function badCell(
  table: Table,
  column: string,
  cell: Cell & { look: Look | undefined },
  tally: Tally,
  role: Role,
): NnError {
  const { numbers, values, otherRows } = tally;
  const rest = otherRows - 1;
  const others = rest === 0 ? '' : phrase(' So are {count} other cells of the column.', { count: rest });
  const what = cell.look === undefined ? '' : phrase('; it looks like {what}', { what: cell.look.what });
  return fileError(
    sentence('NN-DATA-NOT-A-NUMBER.mostly', {
      column,
      text: quoted(cell.text),
      numbers,
      values,
      look: what,
      others,
      fix: cell.look?.fix ?? phrase('Correct it.'),
      otherwise: elseText(column, role),
    }),
    table.file,
    table.place(cell.row, column),
  );
}

function otherNotation(
  table: Table,
  column: string,
  cell: Cell,
  look: Look,
  values: number,
  role: Role,
): NnError {
  return fileError(
    sentence('NN-DATA-NOTATION', {
      column,
      text: quoted(cell.text),
      look: look.what,
      values,
      fix: look.fix,
      otherwise: elseText(column, role),
    }),
    table.file,
    table.place(cell.row, column),
  );
}

/** Throws NN-DATA-NOTATION or NN-DATA-MANY-VALUES where most values are different, and begin as numbers, are many, or sentences. */
function refuseTexts(table: Table, column: string, cells: readonly Cell[], tally: Tally, role: Role): void {
  const { values, otherRows } = tally;
  const different = cells.length;
  const [first] = cells;
  if (first === undefined || different * 2 <= values || different <= A_FEW) return;
  const seen = cells.reduce((sum, { count }) => sum + count, 0);
  const numeric = cells.filter(({ text }) => startsAsNumber(text));
  const numericRows = numeric.reduce((sum, { count }) => sum + count, 0);
  const [number] = numeric;
  if (number && tally.numbers + (numericRows / seen) * otherRows >= NEARLY_ALL * values) {
    const fix = phrase('Write plain numbers without anything around them.');
    const look: Look = { kind: 'notation', what: phrase('a number with something around it'), fix };
    throw otherNotation(table, column, number, look, values, role);
  }
  const sentences = cells.filter(({ text }) => text.trim().split(/\s+/).length >= SENTENCE_WORDS).length;
  const isText = sentences * 2 >= different;
  if (role === 'feature' && different <= MANY_VALUES && !isText) return;
  const cure =
    role === 'feature'
      ? phrase(
          'Say what it is: { "column": {column}, "as": "text" }, or "as": "category"; or leave it out of data.features.',
          { column: JSON.stringify(column) },
        )
      : phrase(
          'A target is numbers, or classes of which each has many rows. Choose another column, or say { "as": "category" } in data.target.',
        );
  throw fileError(
    sentence('NN-DATA-MANY-VALUES.texts', {
      column,
      more: different === MOST_LOOKED_AT ? phrase('more than ') : '',
      different,
      values,
      training: role === 'feature' ? phrase('training ') : '',
      text: quoted(first.text),
      texts: isText ? phrase(', and they look like texts') : '',
      cure,
    }),
    table.file,
    table.place(first.row, column),
  );
}
