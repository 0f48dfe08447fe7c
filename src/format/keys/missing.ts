/** `missing`: what becomes of cells without a value. */
import { number, text } from '../../base/schema/primitives.ts';
import { mapped, named, required, union, variant } from '../../base/schema/composites.ts';
import type { Schema } from '../../base/schema/schema.ts';
import type { Missing } from '../types.ts';

const policies = named(
  'missing-value policy',
  {
    error: variant('An error that names the cell.', {}),
    dropRow: variant('The row is left out.', {}),
    mean: variant('The mean of the training rows.', {}),
    median: variant('The median of the training rows.', {}),
    constant: variant('A value that is given.', {
      value: required(
        union<string | number>('a string or a number', [text(), number()]),
        'What stands for a missing value.',
      ),
    }),
    indicator: variant(
      'One more input, which is 1 where a value is missing; a missing number is the mean, a missing name none of the others.',
      {},
    ),
  },
  { tag: 'policy', short: true },
);

export const missing: Schema<Missing> = mapped(policies, (read): Missing => read);
