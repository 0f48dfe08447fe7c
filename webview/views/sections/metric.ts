/** The chosen metric after each epoch. */
import { element, setOptions } from '../../look/dom.ts';
import { metricLabel } from '../../metrics.ts';
import { epochTable, metricModel } from '../../models/learning.ts';
import { chosenMetric, metricsOf } from '../../models/metricChoice.ts';
import { t } from '../../strings.ts';
import { chartSection, type MakeSection } from './runSection.ts';

export const metricSection: MakeSection = (context, titleAt) => {
  const picker = element('select', { 'aria-label': t('Metric'), hidden: true });
  picker.addEventListener('change', () => {
    context.set({ metric: picker.value });
  });
  return chartSection(context, titleAt, {
    id: 'metric',
    title: t('Metric'),
    startsLog: false,
    tool: picker,
    build: (state) =>
      metricModel(
        state.data,
        chosenMetric(state, context.settings),
        context.settings,
        context.theme,
        (extent) => context.windowOf(extent),
        state.beside?.data ?? null,
      ),
    table: (state) => {
      const name = chosenMetric(state, context.settings) ?? '';
      return epochTable(state.data, name, t('{0} of each epoch', metricLabel(name)));
    },
    sync: (state) => {
      const names = metricsOf(state);
      picker.hidden = names.length < 2;
      setOptions(picker, names, metricLabel);
      const metric = chosenMetric(state, context.settings);
      if (metric !== null && picker.value !== metric) picker.value = metric;
    },
  });
};
