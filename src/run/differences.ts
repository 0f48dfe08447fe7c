/** The values in which specs differ: names of runs and columns of their table. */

type SpecValue = string | number | boolean;
/** Values of a spec by their paths. */
type Values = ReadonlyMap<string, SpecValue>;

/** The value that others follow from: `optimizer` of `optimizer.beta1`. */
function parentOf(path: string, values: readonly Values[]): string | null {
  for (let end = path.lastIndexOf('.'); end > 0; end = path.lastIndexOf('.', end - 1)) {
    const parent = path.slice(0, end);
    if (values.some((one) => one.has(parent))) return parent;
  }
  return null;
}

/** True if the value at `path` is always the same beside the same value of `parent`. */
function follows(path: string, parent: string, values: readonly Values[]): boolean {
  const seen = new Map<SpecValue | undefined, SpecValue | undefined>();
  for (const one of values) {
    const [key, value] = [one.get(parent), one.get(path)];
    if (seen.has(key) && seen.get(key) !== value) return false;
    seen.set(key, value);
  }
  return true;
}

/**
 * The paths whose values differ between the runs, in the order of the spec. Left out are values that follow from
 * another one that differs: `optimizer.beta1` is only there because of `adam`.
 */
export function differingPaths(values: readonly Values[]): string[] {
  const paths = new Set(values.flatMap((one) => [...one.keys()]));
  const differing = [...paths].filter((path) => {
    const first = values[0]?.get(path);
    return values.some((one) => one.get(path) !== first);
  });
  const known = new Set(differing);
  return differing.filter((path) => {
    const parent = parentOf(path, values);
    return parent === null || !known.has(parent) || !follows(path, parent, values);
  });
}

/** The shortest end of each path that names it among the others: `units`, or `dense1.units` where there are two. */
export function shortNames(paths: readonly string[]): Map<string, string> {
  const endOf = (path: string, parts: number): string => path.split('.').slice(-parts).join('.');
  return new Map(
    paths.map((path) => {
      let parts = 1;
      while (
        endOf(path, parts) !== path &&
        paths.some((one) => one !== path && endOf(one, parts) === endOf(path, parts))
      )
        parts++;
      return [path, endOf(path, parts)];
    }),
  );
}
