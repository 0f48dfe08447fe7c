import { list, optional, required } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { initializerOf } from './initializer.ts';

export const zeros = initializerOf({
  summary: 'All 0.',
  keys: {},
  fill: ({ out }) => void out.fill(0),
  equal: true,
});

export const ones = initializerOf({
  summary: 'All 1.',
  keys: {},
  fill: ({ out }) => void out.fill(1),
  equal: true,
});

export const constant = initializerOf({
  summary: 'All the same value.',
  keys: { value: optional(number(), 0, 'The value.') },
  fill: ({ out }, { value }) => void out.fill(value),
  equal: true,
});

export const values = initializerOf({
  summary: 'The numbers themselves, row by row.',
  keys: {
    values: required(
      list(number(), 1),
      'One number for each weight: of an input those of all units, then the next input.',
    ),
  },
  fill: ({ out }, given) => {
    out.set(given.values);
  },
  count: (given) => given.values.length,
});
