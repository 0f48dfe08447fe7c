/** The table of operations: those that layers, losses and updates share, and those that a layer brings along. */
import { LAYERS } from '../kinds/layers/table.ts';
import type { LayerKind } from '../kinds/layers/layer.ts';
import { activate, activateBackward } from '../kinds/operations/activations.ts';
import { lossSum } from '../kinds/operations/losses.ts';
import { weightedLossSum } from '../kinds/operations/weightedLoss.ts';
import { dropout, multiply } from '../kinds/operations/masks.ts';
import { columnMoments, normalize, normalizeBackward } from '../kinds/operations/normalization.ts';
import type { AnyOperation } from '../kinds/operations/operation.ts';
import {
  addScaled,
  clipValue,
  penalize,
  scale,
  sumAbsolute,
  sumSquares,
} from '../kinds/operations/parameters.ts';
import { columnSums, dense, denseInputGradient, denseKernelGradient } from '../kinds/operations/products.ts';
import { denseKernelGradientSparse, denseSparse } from '../kinds/operations/sparseProducts.ts';
import { update } from '../kinds/operations/update.ts';

const SHARED: readonly AnyOperation[] = [
  dense,
  denseKernelGradient,
  denseInputGradient,
  columnSums,
  denseSparse,
  denseKernelGradientSparse,
  activate,
  activateBackward,
  dropout,
  multiply,
  columnMoments,
  normalize,
  normalizeBackward,
  lossSum,
  weightedLossSum,
  penalize,
  sumSquares,
  sumAbsolute,
  scale,
  clipValue,
  addScaled,
  update,
];

export const OPERATIONS: readonly AnyOperation[] = [
  ...SHARED,
  ...Object.values<LayerKind>(LAYERS).flatMap(({ operations = [] }) => operations),
];
