/** Kept runs: the Runs view and the table of runs. */
import { folder, folderAndText, folders, none } from '../../../app/panel/commandArguments.ts';
import { NEVER, inRunsTitle, onRun, type CommandRows } from './row.ts';

export const RUN_COMMANDS = {
  'nnspec.openRun': {
    icon: 'graph',
    menus: [onRun('1_open@1', 'viewItem =~ /^run/ && !listMultiSelection')],
    fromPanel: folder,
    fromTable: folder,
    run: async ({ services }, run) => (await import('../../runs/runCommands.ts')).openRun(services, run),
  },
  'nnspec.resumeRun': {
    icon: 'debug-continue',
    menus: [onRun('inline@1', 'viewItem =~ /resumable/'), onRun('1_open@2', 'viewItem =~ /resumable/')],
    run: async ({ services }, run, selected) =>
      (await import('../../runs/runCommands.ts')).resumeRun(services, run, selected),
  },
  'nnspec.lookInside': {
    icon: 'search',
    menus: [onRun('1_open@5', 'viewItem =~ /^run/ && !listMultiSelection')],
    fromPanel: none,
    run: async ({ services }, run, sample) =>
      (await import('../../runs/lookInside.ts')).lookInside(services, run, sample),
  },
  'nnspec.openMicroscope': {
    icon: 'telescope',
    menus: [onRun('1_open@6', 'viewItem =~ /^run/ && !listMultiSelection')],
    run: async ({ services }, run) =>
      (await import('../../runs/microscope.ts')).openMicroscope(services, run),
  },
  'nnspec.explainGradients': {
    icon: 'question',
    menus: [onRun('1_open@7', 'viewItem =~ /^run/ && !listMultiSelection')],
    fromPanel: none,
    run: async ({ services }, run, layer) =>
      (await import('../../runs/lookInside.ts')).explainGradients(services, run, layer),
  },
  'nnspec.deleteRun': {
    icon: 'trash',
    menus: [onRun('9_delete@1', 'viewItem =~ /kept/')],
    key: { key: 'delete', mac: 'cmd+backspace', when: "focusedView == 'nnspec.runs'", args: 'selection' },
    fromTable: folders,
    run: async ({ services, tree }, run, selected) =>
      (await import('../../runs/deletedRuns.ts')).deleteRuns(services, tree.meant(run), selected),
  },
  'nnspec.openRunFolder': {
    icon: 'folder-opened',
    menus: [onRun('1_open@3', 'viewItem =~ /^run/ && !listMultiSelection')],
    run: async ({ services }, run) =>
      (await import('../../runs/runCommands.ts')).openRunFolder(services, run),
  },
  'nnspec.renameRun': {
    icon: 'edit',
    menus: [onRun('3_edit@1', 'viewItem =~ /^run/ && !listMultiSelection')],
    key: { key: 'f2', mac: 'enter', when: "focusedView == 'nnspec.runs'", args: 'selection' },
    fromTable: folderAndText,
    run: async ({ services, tree }, run, name) =>
      (await import('../../runs/runEdits.ts')).renameRun(services, tree.meant(run), name),
  },
  'nnspec.noteRun': {
    icon: 'note',
    menus: [onRun('3_edit@2', 'viewItem =~ /^run/ && !listMultiSelection')],
    fromTable: folderAndText,
    run: async ({ services }, run, note) =>
      (await import('../../runs/runEdits.ts')).noteRun(services, run, note),
  },
  'nnspec.starRun': {
    icon: 'star-empty',
    menus: [onRun('inline@2', 'viewItem =~ /plain/'), onRun('3_edit@3', 'viewItem =~ /plain/')],
    fromTable: folders,
    run: async ({ services }, run, selected) =>
      (await import('../../runs/runEdits.ts')).starRuns(services, true, run, selected),
  },
  'nnspec.unstarRun': {
    icon: 'star-full',
    menus: [onRun('inline@2', 'viewItem =~ /starred/'), onRun('3_edit@3', 'viewItem =~ /starred/')],
    fromTable: folders,
    run: async ({ services }, run, selected) =>
      (await import('../../runs/runEdits.ts')).starRuns(services, false, run, selected),
  },
  'nnspec.compareRuns': {
    icon: 'git-compare',
    menus: [
      onRun('2_compare@1', 'viewItem =~ /^run/ && listMultiSelection'),
      onRun('inline@1', 'viewItem == comparison'),
      onRun('2_compare@1', 'viewItem == comparison'),
    ],
    fromTable: folders,
    run: async ({ services }, run, selected) =>
      (await import('../../runs/runCompare.ts')).compareRuns(services, run, selected),
  },
  'nnspec.showRunSpec': {
    icon: 'file-code',
    menus: [onRun('1_open@4', 'viewItem =~ /^run/ && !listMultiSelection')],
    run: async ({ services }, run) => (await import('../../runs/runSpecs.ts')).showRunSpec(services, run),
  },
  'nnspec.diffRunSpecs': {
    icon: 'diff',
    menus: [onRun('2_compare@2', 'viewItem =~ /^run/')],
    fromTable: folders,
    run: async ({ services }, run, selected) =>
      (await import('../../runs/runSpecs.ts')).diffRunSpecs(services, run, selected),
  },
  'nnspec.diffRunTexts': {
    icon: 'diff-multiple',
    menus: [onRun('2_compare@3', 'viewItem =~ /^run/')],
    run: async ({ services }, run, selected) =>
      (await import('../../runs/runSpecs.ts')).diffRunTexts(services, run, selected),
  },
  'nnspec.exportRuns': {
    icon: 'export',
    menus: [onRun('2_compare@4', 'viewItem =~ /^(run|comparison)/')],
    fromTable: folders,
    run: async ({ services }, run, selected) =>
      (await import('../../runs/runExport.ts')).exportRuns(services, run, selected),
  },
  'nnspec.cancelQueuedRun': {
    icon: 'close',
    palette: NEVER,
    menus: [onRun('inline@1', 'viewItem == queued')],
    run: async ({ services }, run) => {
      (await import('../control.ts')).cancelQueued(services, run);
    },
  },
  'nnspec.filterRuns': {
    icon: 'filter',
    menus: [inRunsTitle('navigation@2', '!nnspec.runFilter')],
    run: ({ tree }, text) => tree.filter(text),
  },
  'nnspec.clearRunFilter': {
    icon: 'filter-filled',
    menus: [inRunsTitle('navigation@2', 'nnspec.runFilter')],
    run: ({ tree }) => tree.filter(''),
  },
  'nnspec.openRunsTable': {
    icon: 'table',
    menus: [inRunsTitle('navigation@1')],
    run: ({ table }) => {
      table.open();
    },
  },
  'nnspec.refreshRuns': {
    icon: 'refresh',
    menus: [inRunsTitle('navigation@3')],
    run: ({ tree }) => {
      tree.refresh();
    },
  },
} satisfies CommandRows;
