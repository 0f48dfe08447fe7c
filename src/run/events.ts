/** What happens to a run while it trains. */
import type { Control } from './controls.ts';
import type { EpochFrame } from './epochs.ts';
import type { MetricFrame } from './frames.ts';
import type { Intervention } from './interventions.ts';
import type { ProbeRecord } from './probes.ts';
import type { RunEnd } from './run.ts';

/** What a worker tells of its run, and a session passes on as it is. */
export type RunEvent =
  | { readonly type: 'loading'; readonly done: number; readonly total: number }
  | { readonly type: 'frame'; readonly frame: MetricFrame }
  | { readonly type: 'epochs'; readonly epochs: EpochFrame }
  | { readonly type: 'probe'; readonly record: ProbeRecord }
  | {
      readonly type: 'intervention';
      readonly intervention: Intervention;
      readonly controls: readonly Control[];
    }
  | { readonly type: 'end'; readonly end: RunEnd };
