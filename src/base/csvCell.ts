/** A cell of a spreadsheet begins a formula with one of these; a blank before them does not help. */
const FORMULA = /^[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/**
 * A text as a cell of a CSV file (RFC 4180). One that a spreadsheet would take for a formula and run gets the apostrophe
 * before it that marks a text there; a number stays a number.
 */
export function csvCell(text: string): string {
  const runs = FORMULA.test(text) && !(text.trim() === text && Number.isFinite(Number(text)));
  const safe = runs || /^[\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
