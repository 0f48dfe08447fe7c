/** The loss of steps and epochs. */
import { epochTable, lossModel } from '../../models/learning.ts';
import { t } from '../../strings.ts';
import { chartSection, type MakeSection } from './runSection.ts';

export const lossSection: MakeSection = (context, titleAt) =>
  chartSection(context, titleAt, {
    id: 'loss',
    title: t('Loss'),
    startsLog: false,
    build: ({ data, beside }) =>
      lossModel(
        data,
        context.settings,
        context.theme,
        (extent) => context.windowOf(extent),
        beside?.data ?? null,
      ),
    table: ({ data }) => epochTable(data, 'loss', t('Loss of each epoch')),
  });
