/** Files that are not the text that they are read as, told by how they begin. */
import type { Phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import { guessedEncoding, utf16 } from './guessEncoding.ts';
import { fileError } from '../problems.ts';

const START = { line: 1, column: 1 };
/** Bytes at the beginning that tell. */
const BEGINNING = 4096;

interface Kind {
  readonly begins: readonly number[];
  readonly what: Phrase;
  readonly fix: Phrase;
}

const SAVE_CSV: Phrase = 'Open it in Excel and save the sheet as “CSV UTF-8”.';

const KINDS: readonly Kind[] = [
  { begins: [0xd0, 0xcf, 0x11, 0xe0], what: 'an Excel workbook (.xls)', fix: SAVE_CSV },
  { begins: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file', fix: 'Add "format": "parquet".' },
  { begins: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], what: 'a NumPy array', fix: 'Add "format": "npy".' },
  { begins: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', fix: 'Save the table as CSV.' },
  { begins: [0x42, 0x5a, 0x68], what: 'packed by bzip2', fix: 'Unpack it.' },
  { begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'packed by xz', fix: 'Unpack it.' },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], what: 'packed by Zstandard', fix: 'Unpack it.' },
  { begins: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive', fix: 'Unpack it.' },
  { begins: [0x89, 0x48, 0x44, 0x46], what: 'an HDF5 file', fix: 'Save the table as CSV or Parquet.' },
];
const ZIP = [0x50, 0x4b, 3, 4];

function zipKind(bytes: Uint8Array): Kind {
  const names = Array.from(bytes, (byte) =>
    byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ' ',
  ).join('');
  if (/\[Content_Types\]\.xml|xl\/|_rels\//.test(names)) {
    return { begins: ZIP, what: 'an Excel workbook (.xlsx)', fix: SAVE_CSV };
  }
  if (names.includes('opendocument.spreadsheet')) {
    return {
      begins: ZIP,
      what: 'an OpenDocument sheet (.ods)',
      fix: 'Open it and save the sheet as CSV in UTF-8.',
    };
  }
  if (names.includes('.npy'))
    return { begins: ZIP, what: 'an archive of NumPy arrays', fix: 'Add "format": "npz".' };
  return { begins: ZIP, what: 'a zip archive', fix: 'Unpack it and name the file in it.' };
}

/**
 * Throws NN-DATA-NOT-TEXT where a text file begins as something else does, and NN-DATA-ENCODING for UTF-16 without a
 * byte order mark. `bytes`: the beginning of the file; `encoding`: what the spec says.
 */
export function refuseForeign(
  bytes: Uint8Array,
  file: string,
  format: string,
  encoding: string | undefined,
): void {
  const head = bytes.subarray(0, BEGINNING);
  const beginsAs = (begins: readonly number[]): boolean =>
    head.length >= begins.length && begins.every((byte, at) => head[at] === byte);
  const kind = beginsAs(ZIP) ? zipKind(head) : KINDS.find(({ begins }) => beginsAs(begins));
  if (kind !== undefined) {
    const { what, fix } = kind;
    const told = { file, what: { row: what }, format, fix: { row: fix } };
    throw fileError(sentence('NN-DATA-NOT-TEXT.kind', told), file, START);
  }
  if (encoding !== undefined) return;
  if (hasEscapes(head)) {
    throw fileError(sentence('NN-DATA-ENCODING.iso2022', { file }), file, START);
  }
  const guess = utf16(head);
  if (guess !== undefined) {
    throw fileError(sentence('NN-DATA-ENCODING.utf16', { file, name: guess.name }), file, START);
  }
  if (head.includes(0) && guessedEncoding(head) === undefined) {
    throw fileError(sentence('NN-DATA-NOT-TEXT.bytes', { file, format }), file, START);
  }
}

/** True if escapes switch between sets of characters, as in mails from Japan and Korea: ESC $ B, ESC ( J, ESC $ ) C. */
function hasEscapes(bytes: Uint8Array): boolean {
  for (let at = 0; at + 2 < bytes.length; at++) {
    if (bytes[at] === 0x1b && (bytes[at + 1] === 0x24 || bytes[at + 1] === 0x28)) return true;
  }
  return false;
}

/** Throws NN-DATA-NOT-TEXT where a table of cells begins as JSON or a web page does. `start`: the first line. */
export function refuseOtherText(start: string, file: string, format: string): void {
  const text = start.trimStart();
  if (/^(?:\[\s*)?\{\s*"/.test(text) || /^\[\s*\[/.test(text)) {
    const json = text.startsWith('[') ? 'json' : 'jsonl';
    throw fileError(sentence('NN-DATA-NOT-TEXT.json', { file, format, json }), file, START);
  }
  if (text.startsWith('version https://git-lfs.github.com/')) {
    throw fileError(sentence('NN-DATA-NOT-TEXT.lfs', { file, format }), file, START);
  }
  if (/^<(?:!doctype|html|\?xml)/i.test(text)) {
    throw fileError(sentence('NN-DATA-NOT-TEXT.web', { file, format }), file, START);
  }
}
