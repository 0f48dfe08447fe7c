/** The axes of an input row. */
import type { Shape } from '../kinds/shape.ts';
import type { DataShape } from './types.ts';

/** Axes of an encoded input row, outermost first: 28 × 28 of a picture, one axis of a table. */
export function inputAxes({ shape, features }: Pick<DataShape, 'shape' | 'features'>): readonly number[] {
  return shape ?? [features];
}

/** An input row as the first edge of the network. */
export function inputShape(data: Pick<DataShape, 'shape' | 'features' | 'sparse'>): Shape {
  return { axes: inputAxes(data), type: 'float32', layout: data.sparse ? 'sparse' : 'strided' };
}

/** The axes of an input row that has several, such as `28 × 28`; empty if there is one. */
export function axesText(data: Pick<DataShape, 'shape' | 'features'>): string {
  const axes = inputAxes(data);
  return axes.length > 1 ? axes.join(' × ') : '';
}
