/** The size of each layer's updates beside its weights. */
import { layerTable, updateRatioModel } from '../../models/gradients.ts';
import { t } from '../../strings.ts';
import { chartSection, type MakeSection } from './runSection.ts';

export const updateRatioSection: MakeSection = (context, titleAt) =>
  chartSection(context, titleAt, {
    id: 'updateRatio',
    title: t('Update ratio'),
    startsLog: true,
    startsFolded: true,
    build: ({ data, info }) => updateRatioModel(data, context.settings, context.theme, info.plan.spec.health),
    table: ({ data }) => layerTable(data),
  });
