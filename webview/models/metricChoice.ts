/** The metric of a run that the panel shows. */
import type { RunState } from '../runState.ts';
import type { PanelSettings } from '../settings.ts';

/** The metrics that the run records besides the loss; those of its spec until the first epoch has ended, so that each has its place from the beginning. */
export function metricsOf({ data, info }: RunState): string[] {
  const { latest, metrics } = data.epochs;
  if (latest === null) return info.plan.spec.metrics.map(({ type }) => type);
  return metrics.filter((name) => name !== 'loss');
}

/** The chosen metric if the run records it, else its first. */
export function chosenMetric(state: RunState, { metric }: PanelSettings): string | null {
  const names = metricsOf(state);
  return metric !== null && names.includes(metric) ? metric : (names[0] ?? null);
}
