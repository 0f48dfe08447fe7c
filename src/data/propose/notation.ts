/** The notation of a table of text, as its beginning shows it: delimiter and decimal comma. */
import type { DataFormat, Notation } from '../../format/types.ts';
import type { Table } from '../columns/table.ts';
import type { DataHost } from '../types.ts';

const DELIMITERS = [',', ';', '\t', '|'];
const LINE_FEED = 10;
const COMMA_NUMBER = /^[+-]?\d+,\d+$/;
const COMMA_OR_WHOLE = /^[+-]?\d+(?:,\d+)?$/;
/** Rows that are looked at for decimal commas. */
const ROWS = 1000;

/** The delimiter, if the first line lacks the usual one and has another. */
export async function sniffDelimiter(host: DataHost, path: string, format: DataFormat): Promise<Notation> {
  if (format !== 'csv' && format !== 'tsv') return {};
  const line = await firstLine(host, path);
  const usual = format === 'csv' ? ',' : '\t';
  if (line.includes(usual)) return {};
  const counted = DELIMITERS.map((mark) => ({ mark, count: line.split(mark).length - 1 }));
  const best = counted.reduce((a, b) => (b.count > a.count ? b : a));
  return best.count > 0 ? { delimiter: best.mark } : {};
}

async function firstLine(host: DataHost, path: string): Promise<string> {
  for await (const { bytes } of host.pieces?.(path) ?? []) {
    const end = bytes.indexOf(LINE_FEED);
    // Marks between cells are ASCII in every encoding of a table.
    return new TextDecoder('latin1').decode(bytes.subarray(0, end < 0 ? bytes.length : end));
  }
  return '';
}

/** The decimal comma, if a column holds nothing but numbers that only it explains. */
export function sniffDecimal(table: Table): Notation {
  const some = table.columns.some((column) => {
    if (column.kind !== 'text') return false;
    let commas = 0;
    for (let row = 0; row < Math.min(table.rows, ROWS); row++) {
      const text = column.texts.at(row).trim();
      if (COMMA_NUMBER.test(text)) commas++;
      if (text !== '' && !COMMA_OR_WHOLE.test(text)) return false;
    }
    return commas > 0;
  });
  return some ? { decimal: ',' } : {};
}
