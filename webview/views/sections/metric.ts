/** The chosen metric after each epoch: one chart, with a tab for each metric of the run. */
import { element, setOptions } from '../../look/dom.ts';
import { metricLabel, metricTitle } from '../../metrics.ts';
import { epochTable, metricModel, twinOf } from '../../models/learning.ts';
import { chosenMetric, metricsOf } from '../../models/metricChoice.ts';
import { t } from '../../strings.ts';
import { chartSection, type MakeSection } from './runSection.ts';

const KEY = 'metric-';

export const metricSection: MakeSection = (context, titleAt) => {
  const picker = element('select', { 'aria-label': t('Metric'), hidden: true });
  const choose = (metric: string): void => {
    if (metric !== context.settings.metric) context.set({ metric });
  };
  picker.addEventListener('change', () => {
    choose(picker.value);
  });
  return chartSection(context, titleAt, {
    id: 'metric',
    title: t('Metric'),
    startsLog: false,
    picker,
    tabs: (state) => metricsOf(state).map((name) => ({ key: KEY + name, label: metricTitle(name) })),
    choose: (key) => {
      choose(key.slice(KEY.length));
    },
    fileName: (state) => chosenMetric(state, context.settings) ?? 'metric',
    build: (state) =>
      metricModel(
        state.data,
        chosenMetric(state, context.settings),
        context.settings,
        context.theme,
        (extent) => context.windowOf(extent),
        twinOf(state),
      ),
    table: (state) => {
      const name = chosenMetric(state, context.settings) ?? '';
      return epochTable(state.data, name, t('{0} of each epoch', metricLabel(name)));
    },
    sync: (state, frame) => {
      const names = metricsOf(state);
      picker.hidden = names.length < 2;
      setOptions(picker, names, metricLabel);
      const metric = chosenMetric(state, context.settings);
      if (metric === null) return;
      frame.title = metricTitle(metric);
      if (picker.value !== metric) picker.value = metric;
    },
  });
};
