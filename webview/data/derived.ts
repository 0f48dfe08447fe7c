/** Columns computed from recorded ones. They catch up when they are read, so that a hidden chart costs nothing. */
import type { Axis } from './axis.ts';
import { Column } from './column.ts';
import { Smoother } from './smoothing.ts';

export interface DerivedColumn {
  /** The column, brought up to date with its sources. */
  read(): Column;
}

function derive(sourceLength: () => number, value: (row: number) => number): DerivedColumn {
  const column = new Column();
  return {
    read() {
      const start = column.length;
      const count = sourceLength() - start;
      if (count > 0) {
        const fresh = new Float64Array(count);
        for (let row = 0; row < count; row += 1) fresh[row] = value(start + row);
        column.append(fresh, 0, 1, count);
      }
      return column;
    },
  };
}

/** The moving average of `source` with TensorBoard's debiasing; see `Smoother`. `steps`: where each row stands. */
export function smoothedColumn(source: Column, weight: number, steps?: Axis): DerivedColumn {
  const smoother = new Smoother(weight);
  return derive(
    () => source.length,
    (row) => smoother.next(source.at(row), row > 0 && steps ? steps.at(row) - steps.at(row - 1) : 1),
  );
}

/** `numerator / denominator` row by row; a gap where the denominator is 0. */
export function ratioColumn(numerator: Column, denominator: Column): DerivedColumn {
  return derive(
    () => Math.min(numerator.length, denominator.length),
    (row) => {
      const below = denominator.at(row);
      return below === 0 ? NaN : numerator.at(row) / below;
    },
  );
}
