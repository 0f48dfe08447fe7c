import { bySemantics, nullable, optional, variant } from '../../base/schema/composites.ts';
import { boolean, number, text } from '../../base/schema/primitives.ts';

/** Batch normalization (Ioffe & Szegedy 2015). */
export const batchNormalization = variant(
  'Standardizes each unit over the batch while training, with moving statistics in evaluation.',
  {
    id: nullable(text(), 'Name of the layer, unique in the model.', '`norm1`, `norm2`, …'),
    momentum: bySemantics(
      number({ minimum: 0, maximum: 1 }),
      0.99,
      0.1,
      'keras: share of the moving statistics that is kept; pytorch: share taken from the batch.',
    ),
    epsilon: bySemantics(number({ exclusiveMinimum: 0 }), 1e-3, 1e-5, 'Added to the variance.'),
    center: optional(boolean(), true, 'Learn the offset beta.'),
    scale: optional(boolean(), true, 'Learn the factor gamma.'),
  },
  'gamma · (x − mean) / √(variance + epsilon) + beta',
);
