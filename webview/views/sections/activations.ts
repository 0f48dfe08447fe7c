/** The activations of each layer on a sample of the training data. */
import { element, setOptions } from '../../look/dom.ts';
import { activationModel, activationTable, measureLabel, measuresOf } from '../../models/tensorSnapshots.ts';
import type { RunState } from '../../runState.ts';
import type { ActivationMeasure } from '../../settings.ts';
import { t } from '../../strings.ts';
import { chartSection, type MakeSection } from './runSection.ts';

export const activationsSection: MakeSection = (context, titleAt) => {
  const picker = element('select', { 'aria-label': t('Measure') });
  const chosen = (state: RunState): ActivationMeasure => {
    const { activations } = context.settings;
    return measuresOf(state).includes(activations) ? activations : 'dead';
  };
  let measures: readonly ActivationMeasure[] = [];
  picker.addEventListener('change', () => {
    const measure = measures[picker.selectedIndex];
    if (measure) context.set({ activations: measure });
  });
  return chartSection(context, titleAt, {
    id: 'activations',
    title: t('Activations'),
    startsLog: false,
    startsFolded: true,
    picker,
    build: (state) => activationModel(state, chosen(state), context.settings, context.theme),
    table: activationTable,
    sync: (state) => {
      measures = measuresOf(state);
      setOptions(picker, measures, measureLabel);
      picker.value = chosen(state);
    },
  });
};
