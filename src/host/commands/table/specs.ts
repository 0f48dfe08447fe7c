/** The commands about a spec. */
import { id, none, optionalText, specAndChoice } from '../../../app/panel/commandArguments.ts';
import { NEVER, ON_DATA, onSpec, type CommandRows } from './row.ts';

export const SPEC_COMMANDS = {
  'nnspec.train': {
    icon: 'play',
    menus: onSpec('1_nnspec@1', 'navigation@1'),
    fromPanel: optionalText,
    run: async ({ services }, spec) => (await import('../training.ts')).train(services, spec),
  },
  'nnspec.trainPaused': {
    icon: 'debug-start',
    menus: onSpec('1_nnspec@1', 'nnspec@1').filter(({ menu }) => menu !== 'editor/title'),
    fromPanel: optionalText,
    run: async ({ services }, spec) =>
      (await import('../training.ts')).train(services, spec, { startPaused: true }),
  },
  'nnspec.newSpec': {
    icon: 'new-file',
    menus: ON_DATA,
    fromPanel: none,
    run: async ({ services }, data) => (await import('../newSpec.ts')).newSpec(services, data),
  },
  'nnspec.check': {
    icon: 'check',
    menus: onSpec('1_nnspec@3', 'nnspec@3'),
    fromPanel: optionalText,
    run: async ({ services }, spec) => (await import('../training.ts')).check(services, spec),
  },
  'nnspec.lookInsideSpec': {
    icon: 'search',
    menus: onSpec('1_nnspec@4', 'nnspec@4'),
    run: async ({ services }, spec) =>
      (await import('../../runs/lookInside.ts')).lookInsideSpec(services, spec),
  },
  'nnspec.openSpecMicroscope': {
    icon: 'telescope',
    menus: onSpec('1_nnspec@4', 'nnspec@4'),
    run: async ({ services }, spec) =>
      (await import('../../runs/microscope.ts')).openSpecMicroscope(services, spec),
  },
  'nnspec.compareOptimizers': {
    icon: 'beaker',
    menus: onSpec('1_nnspec@2', 'nnspec@2'),
    fromPanel: optionalText,
    run: async ({ services }, spec) =>
      (await import('../compareSetup.ts')).askComparison(services, spec, false),
  },
  'nnspec.compareSettings': {
    icon: 'beaker',
    menus: onSpec('1_nnspec@2', 'nnspec@2'),
    fromPanel: optionalText,
    run: async ({ services }, spec) =>
      (await import('../compareSetup.ts')).askComparison(services, spec, true),
  },
  'nnspec.startComparison': {
    palette: NEVER,
    fromPanel: specAndChoice,
    run: async ({ services }, spec, choice) =>
      (await import('../compareSetup.ts')).startComparison(services, spec, choice),
  },
  'nnspec.keepComparison': {
    palette: NEVER,
    fromPanel: specAndChoice,
    run: async ({ services }, spec, choice) =>
      (await import('../compareSetup.ts')).keepComparison(services, spec, choice),
  },
  'nnspec.pauseComparison': {
    palette: NEVER,
    fromPanel: none,
    run: ({ services }) => services.manager.race?.pause(),
  },
  'nnspec.resumeComparison': {
    palette: NEVER,
    fromPanel: none,
    run: ({ services }) => services.manager.race?.resume(),
  },
  'nnspec.cancelComparison': {
    palette: NEVER,
    fromPanel: none,
    run: ({ services }) => services.manager.race?.cancel(),
  },
  'nnspec.openComparedRun': {
    palette: NEVER,
    fromPanel: id,
    run: async ({ services }, run) =>
      (await import('../../runs/runCommands.ts')).openComparedRun(services, run),
  },
  'nnspec.backToComparison': {
    palette: NEVER,
    fromPanel: none,
    run: async ({ services }) => (await import('../../runs/runCommands.ts')).backToComparison(services),
  },
  'nnspec.saveComparison': {
    palette: NEVER,
    fromPanel: none,
    run: async ({ services }) => (await import('../compare.ts')).saveReport(services),
  },
  'nnspec.applyToSpec': {
    icon: 'save-as',
    fromPanel: none,
    run: async ({ services }) => (await import('../../editor/applyToSpec.ts')).applyToSpec(services),
  },
  'nnspec.showProblem': {
    palette: NEVER,
    fromPanel: id,
    run: async ({ services }, problem) =>
      (await import('../../panel/refusals.ts')).showProblem(services, problem),
  },
  'nnspec.fixProblem': {
    palette: NEVER,
    fromPanel: id,
    run: async ({ services }, problem) =>
      (await import('../../panel/refusals.ts')).fixProblem(services, problem),
  },
  'nnspec.revealLayer': {
    palette: NEVER,
    fromPanel: id,
    run: async ({ services }, layer) =>
      (await import('../../editor/revealLayer.ts')).revealLayer(services, layer),
  },
  'nnspec.useWinner': {
    icon: 'star',
    fromPanel: optionalText,
    run: async ({ services }, row) => (await import('../../editor/applyToSpec.ts')).useWinner(services, row),
  },
} satisfies CommandRows;
