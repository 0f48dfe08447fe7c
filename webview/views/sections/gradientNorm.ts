/** The norm of each layer's gradients. */
import { gradientModel, layerTable } from '../../models/gradients.ts';
import { extentOf } from '../../models/learning.ts';
import { t } from '../../strings.ts';
import { chartSection, type MakeSection } from './runSection.ts';

export const gradientSection: MakeSection = (context, titleAt) =>
  chartSection(context, titleAt, {
    id: 'gradients',
    title: t('Gradient norm'),
    startsLog: true,
    tabs: () => [{ key: 'gradients', label: t('Gradients') }],
    switches: [
      {
        label: t('fit to recent'),
        title: t('The axis follows recent values: an early spike does not flatten the rest'),
        isOn: () => context.settings.gradientFit === 'recent',
        flip: () => {
          context.set({ gradientFit: context.settings.gradientFit === 'recent' ? 'all' : 'recent' });
        },
      },
    ],
    build: ({ data, info }) => {
      const window = context.windowOf(extentOf(data, context.settings.xAxis));
      return gradientModel(data, context.settings, context.theme, window, info.plan.spec.health);
    },
    table: ({ data }) => layerTable(data),
  });
