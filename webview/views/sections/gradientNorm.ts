/** The norm of each layer's gradients. */
import { button, setAttribute } from '../../look/dom.ts';
import { gradientModel, layerTable } from '../../models/gradients.ts';
import { extentOf } from '../../models/learning.ts';
import { t } from '../../strings.ts';
import { chartSection, type MakeSection } from './runSection.ts';

export const gradientSection: MakeSection = (context, titleAt) => {
  const fit = button(
    {
      class: 'text-button',
      title: t('The axis follows recent values: an early spike does not flatten the rest'),
    },
    () => {
      context.set({ gradientFit: context.settings.gradientFit === 'recent' ? 'all' : 'recent' });
    },
    t('recent'),
  );
  return chartSection(context, titleAt, {
    id: 'gradients',
    title: t('Gradient norm'),
    startsLog: true,
    tool: fit,
    build: ({ data }) => {
      const window = context.windowOf(extentOf(data, context.settings.xAxis));
      return gradientModel(data, context.settings, context.theme, window);
    },
    table: ({ data }) => layerTable(data),
    sync: () => {
      setAttribute(fit, 'aria-pressed', (context.settings.gradientFit === 'recent').toString());
    },
  });
};
