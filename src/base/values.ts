/** Stored numbers of either precision: float32 when training, float64 for the gradient check. */
export type Values = Float32Array | Float64Array;

/** `values[index]`; indices are in range by construction, so the fallback never shows. */
export function at(values: Values, index: number): number {
  return values[index] ?? 0;
}

/**
 * Turns float32 values that were widened to float64 into the shortest decimals that round to them, in place: the
 * 0.3 that was written, not the 0.30000001192… that float32 keeps of it.
 */
export function asWritten(values: Values): void {
  values.forEach((value, index) => {
    for (let digits = 6; digits <= 9; digits++) {
      const short = Number(value.toPrecision(digits));
      if (Math.fround(short) !== value) continue;
      values[index] = short;
      return;
    }
  });
}
