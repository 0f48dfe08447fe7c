/** The part of papaparse that the CSV test compares with. */
declare module 'papaparse' {
  const papa: {
    parse(text: string, options: { delimiter: string; newline: string }): { data: string[][] };
    unparse(rows: readonly (readonly string[])[], options: { delimiter: string; newline: string }): string;
  };
  export default papa;
}
