/**
 * A row of the table of commands. The commands, menus and keys of package.json are generated from the rows. Handlers
 * are imported when they are first called, so the table needs no `vscode`, and activation does not load them.
 */
import type { ArgumentCheck } from '../../../app/panel/commandArguments.ts';
import type { RunsTable } from '../../runs/runsTable.ts';
import type { RunsTree } from '../../runs/runsTree.ts';
import type { Services } from '../../services.ts';

/** The services that a handler can reach. */
export interface CommandContext {
  readonly services: Services;
  readonly tree: RunsTree;
  readonly table: RunsTable;
}

/** A place in a menu of VS Code; `group` as in package.json. */
export interface MenuItem {
  readonly menu: 'explorer/context' | 'editor/context' | 'editor/title' | 'view/title' | 'view/item/context';
  readonly when: string;
  readonly group: string;
}

export interface CommandRow {
  /** A codicon. */
  readonly icon?: string;
  /** Condition of the palette; always if left out. */
  readonly palette?: string;
  readonly menus?: readonly MenuItem[];
  readonly key?: { readonly key: string; readonly mac: string; readonly when: string; readonly args: string };
  /** Check of the panel's arguments; a command without it is not for the panel. */
  readonly fromPanel?: ArgumentCheck;
  /** As `fromPanel`, for the table of runs. */
  readonly fromTable?: ArgumentCheck;
  /** Arguments of a menu, a key, a CodeLens or a page are unknown until the handler has checked them. */
  readonly run: (context: CommandContext, ...args: readonly unknown[]) => unknown;
}

/** Rows by the id of the command. The title of `nnspec.train` is the text `command.train` of package.nls.json. */
export type CommandRows = Readonly<Record<`nnspec.${string}`, CommandRow>>;

export const NEVER = 'false';
const IS_SPEC = String.raw`resourceFilename =~ /\.nnspec\.json$/`;
const IS_DATA = String.raw`resourceFilename =~ /([.](csv|tsv|tab|jsonl|ndjson|npy|npz|parquet)|[.-]idx[13]-ubyte)([.]gz)?$/i`;
/** Also a list of records; the settings of tools are none. */
const IS_RECORDS = String.raw`resourceFilename =~ /^(?!.*[.]nnspec[.])(?!package|tsconfig|jsconfig|settings|launch).*[.]json([.]gz)?$/i`;
export const RUNNING = "nnspec.runState == 'running'";
export const PAUSED = "nnspec.runState == 'paused'";
export const GOING = `${RUNNING} || ${PAUSED}`;
/** Begun, and perhaps ended. */
export const BEGUN = `${GOING} || nnspec.runState == 'ended'`;
export const STOPPABLE = 'nnspec.runState =~ /^(queued|preparing|running|paused)$/';

/** The menus of a spec: Explorer, editor, and with another group the editor's title. */
export function onSpec(group: string, titleGroup: string): MenuItem[] {
  return [
    { menu: 'explorer/context', when: IS_SPEC, group },
    { menu: 'editor/context', when: IS_SPEC, group },
    { menu: 'editor/title', when: IS_SPEC, group: titleGroup },
  ];
}

/** The menus of a data file. */
export const ON_DATA: readonly MenuItem[] = [
  { menu: 'explorer/context', when: `${IS_DATA} || ${IS_RECORDS}`, group: '1_nnspec@0' },
  { menu: 'explorer/context', when: 'explorerResourceIsFolder', group: '1_nnspec@0' },
  { menu: 'editor/title', when: IS_DATA, group: 'navigation@1' },
];

const inTitle = (view: string, group: string, when: string): MenuItem => ({
  menu: 'view/title',
  when: when === '' ? `view == ${view}` : `view == ${view} && (${when})`,
  group,
});

/** The title of the panel's view. */
export const inTrainingTitle = (group: string, when = ''): MenuItem =>
  inTitle('nnspec.training', group, when);

/** The title of the Runs view. */
export const inRunsTitle = (group: string, when = ''): MenuItem => inTitle('nnspec.runs', group, when);

/** A row of the Runs view. */
export const onRun = (group: string, when: string): MenuItem => ({
  menu: 'view/item/context',
  when: `view == nnspec.runs && ${when}`,
  group,
});
