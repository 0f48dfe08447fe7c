/**
 * Looks through the pages of a Parquet file before hyparquet decodes them: it trusts sizes and counts, and a wrong one
 * sends it back in the file, round and round.
 */
import type { FileMetaData, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** A number of the format; many are optional or 64 bits wide. */
type Count = number | bigint | undefined;

/** Throws an Error that says what is wrong with the sizes or counts. */
export function checkPages(bytes: Uint8Array, metadata: FileMetaData): void {
  let rows = 0;
  for (const { columns, num_rows } of metadata.row_groups) {
    rows += count(num_rows, Number.MAX_SAFE_INTEGER, 'rows of a row group');
    for (const { meta_data: column } of columns) {
      if (!column) continue;
      const start = Math.min(
        count(column.data_page_offset, bytes.length, 'place of a column'),
        count(column.dictionary_page_offset ?? column.data_page_offset, bytes.length, 'place of a column'),
      );
      const size = count(column.total_compressed_size, bytes.length - start, 'size of a column');
      const values = count(column.num_values, Number.MAX_SAFE_INTEGER, 'values of a column');
      checkChunk(new DataView(bytes.buffer, bytes.byteOffset + start, size), values);
      // A column of lists has as many values as there are in them.
      const isFlat = column.path_in_schema.length === 1;
      if (isFlat && BigInt(values) !== num_rows) throw new Error('a column has not one value a row');
    }
  }
  if (BigInt(rows) !== metadata.num_rows) throw new Error('the row groups do not add up to the rows');
}

/** The pages of one column in one row group. */
function checkChunk(view: DataView, values: number): void {
  const reader = { view, offset: 0 };
  let seen = 0;
  while (seen < values) {
    const header = parquetHeader(reader);
    const size = count(header.compressed_page_size, view.byteLength - reader.offset, 'size of a page');
    count(header.uncompressed_page_size, 2 ** 31, 'unpacked size of a page');
    seen += count(valuesOf(header, size), values - seen, 'values of a page');
    count(header.dictionary_page_header?.num_values ?? 0, 2 ** 31, 'values of a dictionary');
    reader.offset += size;
  }
}

/** Values in a page of data, its levels checked; 0 of any other page. */
function valuesOf(
  { type, data_page_header: first, data_page_header_v2: second }: PageHeader,
  size: number,
): Count {
  if (type === 'DATA_PAGE') return first?.num_values;
  if (type !== 'DATA_PAGE_V2') return 0;
  const repetition = count(second?.repetition_levels_byte_length, size, 'levels of a page');
  count(second?.definition_levels_byte_length, size - repetition, 'levels of a page');
  const values = count(second?.num_values, 2 ** 31, 'values of a page');
  count(second?.num_nulls, values, 'empty values of a page');
  count(second?.num_rows, values, 'rows of a page');
  return values;
}

/** `value`, if it is a whole number from 0 to `most`. */
function count(value: Count, most: number, what: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 0 && number <= most) return number;
  throw new Error(`the ${what} cannot be ${String(value)}`);
}
