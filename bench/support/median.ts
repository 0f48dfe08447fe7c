/** The middle of a list, of two the larger; NaN if it is empty. */
export function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;
}
