/** The sections of a run, and where each has its place. */
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

/**
 * `stage`: the charts that stay in view (behind tabs where it is narrow); `side`: beside them where it is wide, else
 * below; `under`: under them, on the same x axis; `details`: further pictures, folded where it is narrow, else behind tabs.
 */
export type SectionPlace = 'stage' | 'side' | 'under' | 'details';

export const SECTIONS: readonly { readonly place: SectionPlace; readonly make: MakeSection }[] = [
  { place: 'stage', make: lossSection },
  { place: 'stage', make: metricSection },
  { place: 'stage', make: gradientSection },
  { place: 'side', make: (context) => new Controls(context) },
  { place: 'side', make: (context) => new PredictionsView(context) },
  { place: 'under', make: (context, titleAt) => new HeatMap(context, titleAt) },
  { place: 'details', make: updateRatioSection },
  { place: 'details', make: activationsSection },
  { place: 'details', make: (context, titleAt) => new Distributions(context, titleAt) },
];
