/** The initializers: one row each; those of one family share a file. */
import { named } from '../../base/schema/composites.ts';
import type { Schema } from '../../base/schema/schema.ts';
import { entryOf, type Choice } from '../kind.ts';
import { constant, ones, values, zeros } from './constant.ts';
import type { InitializerKind } from './initializer.ts';
import { orthogonal } from './orthogonal.ts';
import { randomNormal, randomUniform, truncatedNormal } from './random.ts';
import {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  pytorchDefault,
} from './scaled.ts';

export const INITIALIZERS = {
  zeros,
  ones,
  constant,
  values,
  randomNormal,
  randomUniform,
  truncatedNormal,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
  pytorchDefault,
} satisfies Record<string, InitializerKind>;

export type Initializer = Choice<typeof INITIALIZERS>;

/** The catalogue's entry of an initializer. */
export function initializerKind(initializer: { readonly type: string }): InitializerKind {
  return entryOf<InitializerKind>(INITIALIZERS, initializer);
}

export const initializer: Schema<Initializer> = named<typeof INITIALIZERS>('initializer', INITIALIZERS, {
  short: true,
});
