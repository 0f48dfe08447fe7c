/** The panel itself, the log and what explains the extension. */
import { none, optionalText } from '../../../app/panel/commandArguments.ts';
import { NEVER, inRunsTitle, inTrainingTitle, type CommandRows } from './row.ts';

export const PANEL_AND_HELP_COMMANDS = {
  'nnspec.showPanel': {
    icon: 'graph-line',
    run: ({ services }) => services.panel.show(false),
  },
  'nnspec.openPanelInEditor': {
    icon: 'link-external',
    menus: [inTrainingTitle('nnspec@1')],
    fromPanel: none,
    run: ({ services }) => {
      services.panel.openEditor();
    },
  },
  'nnspec.openExample': {
    icon: 'file-code',
    menus: [inRunsTitle('nnspec@0')],
    fromPanel: optionalText,
    run: async ({ services }, name) => (await import('../examples.ts')).openExample(services.context, name),
  },
  'nnspec.useExample': {
    palette: NEVER,
    run: async ({ services }, name, use) =>
      (await import('../examples.ts')).useExample(services.context, name, use),
  },
  'nnspec.openWalkthrough': {
    menus: [inRunsTitle('nnspec@2')],
    fromPanel: none,
    run: async ({ services }) => (await import('../documentation.ts')).openWalkthrough(services.context),
  },
  'nnspec.openDocumentation': {
    icon: 'book',
    menus: [inRunsTitle('nnspec@1')],
    fromPanel: none,
    run: async ({ services }, code) =>
      (await import('../documentation.ts')).openDocumentation(services.context, code),
  },
  'nnspec.showLog': {
    icon: 'output',
    menus: [inTrainingTitle('nnspec@2')],
    fromPanel: none,
    run: ({ services }) => {
      services.log.channel.show();
    },
  },
} satisfies CommandRows;
