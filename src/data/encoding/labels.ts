/** Classes of rows as small numbers. */

export interface Labels {
  /** Of each row, which of the names. */
  readonly codes: Uint8Array | Uint32Array;
  /** In the order in which they first appear. */
  readonly names: readonly string[];
}

const LARGEST_BYTE = 255;

/** The labels of `rows` rows; `nameOf` is asked for each row in order. */
export function labelsOf(rows: number, nameOf: (row: number) => string): Labels {
  const known = new Map<string, number>();
  let codes: Uint8Array | Uint32Array = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const name = nameOf(row);
    let code = known.get(name);
    if (code === undefined) {
      code = known.size;
      known.set(name, code);
      if (code > LARGEST_BYTE && codes instanceof Uint8Array) codes = Uint32Array.from(codes);
    }
    codes[row] = code;
  }
  return { codes, names: [...known.keys()] };
}

/** Those of the names that `rows` have. */
export function namesIn({ codes, names }: Labels, rows: Uint32Array): string[] {
  const has = new Uint8Array(names.length);
  for (const row of rows) has[codes[row] ?? 0] = 1;
  return names.filter((_, code) => has[code] === 1);
}
