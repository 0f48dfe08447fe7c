/** The loss of steps and epochs. */
import { epochTable, lossModel, twinOf } from '../../models/learning.ts';
import { t } from '../../strings.ts';
import { chartSection, type MakeSection } from './runSection.ts';

export const lossSection: MakeSection = (context, titleAt) =>
  chartSection(context, titleAt, {
    id: 'loss',
    title: t('Loss'),
    startsLog: false,
    build: (state) =>
      lossModel(
        state.data,
        context.settings,
        context.theme,
        (extent) => context.windowOf(extent),
        twinOf(state),
      ),
    table: ({ data }) => epochTable(data, 'loss', t('Loss of each epoch')),
  });
