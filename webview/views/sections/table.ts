/** The sections of a run, in the order in which they stand in the panel. */
import { Distributions } from '../chart/distributions.ts';
import { HeatMap } from '../chart/heatMap.ts';
import { Controls } from '../controls/controls.ts';
import { PredictionsView } from '../predictions/predictionsSection.ts';
import { activationsSection } from './activations.ts';
import { gradientSection } from './gradientNorm.ts';
import { lossSection } from './loss.ts';
import { metricSection } from './metric.ts';
import type { MakeSection } from './runSection.ts';
import { updateRatioSection } from './updateRatio.ts';

export const SECTIONS: readonly MakeSection[] = [
  lossSection,
  metricSection,
  (context) => new Controls(context),
  gradientSection,
  (context, titleAt) => new HeatMap(context, titleAt),
  updateRatioSection,
  (context) => new PredictionsView(context),
  activationsSection,
  (context, titleAt) => new Distributions(context, titleAt),
];
