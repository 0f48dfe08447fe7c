/** Notes of a split's encoders that are not errors but that the user should know. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text, CodedText } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
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
  tell(table: Table, rows: Text, warnings: Problem[]): void {
    const warn = (told: CodedText, row: number, column: string): void => {
      addWarning(warnings, told.code, table.file, () => ({
        ...told,
        severity: 'warning',
        location: { kind: 'file', file: table.file, ...table.place(row, column) },
      }));
    };
    for (const { column, name, known, row } of this.#spellings.values()) {
      warn(
        sentence('NN-DATA-SPELLING.taken', {
          column: quoted(column),
          name: quoted(name),
          known: quoted(known),
        }),
        row,
        column,
      );
    }
    for (const values of this.#unknown.values()) {
      const { firstRow, encoder } = values;
      warn(unknownText(values, rows), firstRow, encoder.column);
    }
  }
}

function unknownText({ encoder, rows, names }: UnknownValues, where: Text): CodedText {
  const { column, unknown, values } = encoder;
  const named = [...names.keys()].slice(0, NAMED);
  const more =
    names.size > NAMED
      ? phrase(' and {count} more', {
          count: names.size === MOST_COUNTED ? phrase('many') : names.size - NAMED,
        })
      : '';
  const outcome =
    unknown === 'own'
      ? phrase('Their input is the one for unknown values, whose weights no training row has changed.')
      : phrase(
          'All inputs of the column are 0 there. Bring training rows with them, or say "unknown": "error" or "own".',
        );
  return sentence('NN-DATA-UNSEEN-CATEGORY.warning', {
    column: quoted(column),
    rows,
    where,
    names: named.map(quoted),
    more,
    outcome,
    hint: hint(named, values),
  });
}

/** A possible reason for unknown categories: they look like known ones, or the column holds no categories. */
export function hint(unknown: readonly string[], values: readonly string[]): Text | '' {
  const similar = similarHint(unknown, values);
  if (similar !== '' || values.length <= MANY) return similar;
  return phrase(
    ' With {count} different values it may be a text or an identifier: use { "as": "text" } or leave it out.',
    { count: values.length },
  );
}
