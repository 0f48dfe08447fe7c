/** Shapes: what flows along an edge of the network, and what a parameter is. Axes never include that of the batch. */

export type ElementType = 'float32' | 'uint32';
/** Sparse rows hold their non-zero elements only (CSR). */
export type Layout = 'strided' | 'sparse';

/** One sample on its way between two layers. */
export interface Shape {
  /** Lengths of the axes, outermost first; none: a single number. */
  readonly axes: readonly number[];
  readonly type: ElementType;
  readonly layout: Layout;
}

/** Dense float32 numbers in these axes. */
export function numbers(...axes: readonly number[]): Shape {
  return { axes, type: 'float32', layout: 'strided' };
}

/** Elements of a sample. */
export function sizeOf({ axes }: Pick<Shape, 'axes'>): number {
  return axes.reduce((product, length) => product * length, 1);
}

/** The elements of a sample in a row, as layers take them that know of no axes. */
export function asVector(shape: Shape): Shape {
  return numbers(sizeOf(shape));
}

export function sameAxes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.type === b.type && a.layout === b.layout && sameAxes(a.axes, b.axes);
}

/** Axes as in tables: `[28, 28]`, with the type and the layout if they are not the usual ones. */
export function shapeText({
  axes,
  type,
  layout,
}: Omit<Shape, 'axes'> & { readonly axes: readonly (number | string)[] }): string {
  const marks = [...(layout === 'sparse' ? ['sparse'] : []), ...(type === 'float32' ? [] : [type])];
  return [`[${axes.join(', ')}]`, ...marks].join(' ');
}
