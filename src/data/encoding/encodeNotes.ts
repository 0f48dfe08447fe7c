/** Notes of a split's encoders that are not errors but that the user should know. */
import type { Problem } from '../../base/errors.ts';
import { quoted } from '../problems.ts';
import { differsInBlanks, similarHint } from '../cells/spellings.ts';
import type { Table } from '../columns/table.ts';
import type { FeatureEncoder } from '../types.ts';
import { addWarning } from '../warnings.ts';

export type CategoryEncoder = Extract<FeatureEncoder, { kind: 'category' }>;

/** Values that a message names; there may be as many as rows. */
const NAMED = 5;
const MOST_COUNTED = 1000;
/** So many categories are hardly categories. */
const MANY = 100;

interface UnknownValues {
  readonly encoder: CategoryEncoder;
  readonly firstRow: number;
  rows: number;
  readonly names: Map<string, number>;
}

export class EncodeNotes {
  readonly #unknown = new Map<string, UnknownValues>();
  /** By column and spelling the first row that has it. */
  readonly #spellings = new Map<string, { column: string; name: string; known: string; row: number }>();
  readonly #isOtherTable: boolean;

  /** `isOtherTable`: the rows are not of the training rows' table, whose spellings have been told. */
  constructor(isOtherTable: boolean) {
    this.#isOtherTable = isOtherTable;
  }

  /** A row writes the name `known` of a class or category as `name`. */
  otherSpelling(column: string, name: string, known: string, row: number): void {
    if (!this.#isOtherTable || this.#spellings.size >= NAMED || !differsInBlanks(name, known)) return;
    const key = JSON.stringify([column, name]);
    if (!this.#spellings.has(key)) this.#spellings.set(key, { column, name, known, row });
  }

  /** A row has a category that no training row has. */
  unknownCategory(encoder: CategoryEncoder, name: string, row: number): void {
    let values = this.#unknown.get(encoder.column);
    if (values === undefined) {
      values = { encoder, firstRow: row, rows: 0, names: new Map() };
      this.#unknown.set(encoder.column, values);
    }
    values.rows++;
    const count = values.names.get(name);
    if (count !== undefined || values.names.size < MOST_COUNTED) values.names.set(name, (count ?? 0) + 1);
  }

  /** Adds what was met to `warnings`; `rows` says in words which rows of the table these are. */
  tell(table: Table, rows: string, warnings: Problem[]): void {
    const warn = (code: string, message: string, row: number, column: string): void => {
      addWarning(warnings, code, table.file, () => ({
        code,
        severity: 'warning',
        message,
        location: { kind: 'file', file: table.file, ...table.place(row, column) },
      }));
    };
    for (const { column, name, known, row } of this.#spellings.values()) {
      const differs = `differs from ${quoted(known)} of the training rows only in blanks`;
      warn(
        'NN-DATA-SPELLING',
        `Column ${quoted(column)} holds ${quoted(name)}, which ${differs}, so it is taken for that.`,
        row,
        column,
      );
    }
    for (const values of this.#unknown.values()) {
      const { firstRow, encoder } = values;
      warn('NN-DATA-UNSEEN-CATEGORY', unknownText(values, rows), firstRow, encoder.column);
    }
  }
}

function unknownText({ encoder, rows, names }: UnknownValues, where: string): string {
  const { column, unknown, values } = encoder;
  const named = [...names.keys()].slice(0, NAMED);
  const more =
    names.size > NAMED
      ? ` and ${names.size === MOST_COUNTED ? 'many' : String(names.size - NAMED)} more`
      : '';
  const outcome =
    unknown === 'own'
      ? 'Their input is the one for unknown values, whose weights no training row has changed.'
      : 'All inputs of the column are 0 there. Bring training rows with them, or say "unknown": "error" or "own".';
  return (
    `Column ${quoted(column)} holds values that no training row has, in ${String(rows)} of the ${where}: ` +
    `${named.map(quoted).join(', ')}${more}. ${outcome}${hint(named, values)}`
  );
}

/** A possible reason for unknown categories: they look like known ones, or the column holds no categories. */
export function hint(unknown: readonly string[], values: readonly string[]): string {
  const similar = similarHint(unknown, values);
  if (similar !== '' || values.length <= MANY) return similar;
  return ` With ${String(values.length)} different values it may be a text or an identifier: use { "as": "text" } or leave it out.`;
}
