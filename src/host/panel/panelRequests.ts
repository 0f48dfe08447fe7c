/**
 * What a panel may ask for. The page is ours, but it is still another process: everything that comes from it is
 * checked, and of the commands only those of the table can be reached.
 */
import type { PanelNotice, PanelRequest } from '../../protocol/panel.ts';
import type { CommandId } from '../ids.ts';

/** Requests that have passed the check. */
interface CheckedCommand {
  readonly type: 'command';
  readonly command: CommandId;
  readonly args: readonly unknown[];
}
export type CheckedRequest = Exclude<PanelRequest, { readonly type: 'command' }> | CheckedCommand;
export type CheckedTableRequest = { readonly type: 'ready' } | CheckedCommand;

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= 4096;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const CLIPPING_MODES = ['value', 'norm', 'globalNorm'];
/** `{ "norm": 1 }` and the like. */
const isClipping = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([mode, limit]) => CLIPPING_MODES.includes(mode) && isNumber(limit));
const isSettable = (value: unknown): boolean =>
  value === null || typeof value === 'boolean' || isNumber(value) || isClipping(value);

type ArgumentCheck = (args: readonly unknown[]) => boolean;
const none: ArgumentCheck = (args) => args.length === 0;
/** No argument, or one path of a spec or run folder. */
const optionalText: ArgumentCheck = (args) => args.length === 0 || (args.length === 1 && isText(args[0]));
const pathAndValue: ArgumentCheck = (args) => args.length === 2 && isText(args[0]) && isSettable(args[1]);

/** The folder of a run. */
const folder: ArgumentCheck = (args) => args.length === 1 && isText(args[0]);
const isFolders = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= 10_000 && value.every(isText);
const folders: ArgumentCheck = (args) => args.length === 1 && isFolders(args[0]);
/** The folder of a run, and its new name or note. */
const folderAndText: ArgumentCheck = (args) =>
  args.length === 2 && isText(args[0]) && typeof args[1] === 'string' && args[1].length <= 20_000;

type Allowed = ReadonlyMap<string, { readonly id: CommandId; readonly check: ArgumentCheck }>;

const PANEL: Allowed = new Map(
  (
    [
      ['nnspec.train', optionalText],
      ['nnspec.openRun', folder],
      ['nnspec.check', optionalText],
      ['nnspec.compareOptimizers', optionalText],
      ['nnspec.pause', none],
      ['nnspec.resume', none],
      ['nnspec.step', none],
      ['nnspec.stepEpoch', none],
      ['nnspec.continueRun', none],
      ['nnspec.branchRun', none],
      ['nnspec.fork', pathAndValue],
      ['nnspec.stop', none],
      ['nnspec.restart', none],
      ['nnspec.setValue', pathAndValue],
      ['nnspec.applyToSpec', none],
      ['nnspec.useWinner', none],
      ['nnspec.openPanelInEditor', none],
      ['nnspec.openExample', optionalText],
      ['nnspec.openWalkthrough', none],
      ['nnspec.openDocumentation', none],
      ['nnspec.showLog', none],
    ] as const
  ).map(([id, check]) => [id, { id, check }]),
);

const TABLE: Allowed = new Map(
  (
    [
      ['nnspec.openRun', folder],
      ['nnspec.starRun', folders],
      ['nnspec.unstarRun', folders],
      ['nnspec.renameRun', folderAndText],
      ['nnspec.noteRun', folderAndText],
      ['nnspec.compareRuns', folders],
      ['nnspec.diffRunSpecs', folders],
      ['nnspec.exportRuns', folders],
      ['nnspec.deleteRun', folders],
    ] as const
  ).map(([id, check]) => [id, { id, check }]),
);

/** Characters of a file that the panel may offer. */
const LARGEST_FILE = 1 << 27;

function checkSave(message: object): CheckedRequest | null {
  if (!('name' in message) || !('text' in message)) return null;
  const { name, text } = message;
  if (typeof name !== 'string' || !/^[\w-]{1,64}\.csv$/.test(name)) return null;
  if (typeof text !== 'string' || text.length > LARGEST_FILE) return null;
  return { type: 'save', name, text };
}

/** The request of the panel if it is well formed and allowed, else null. */
export function checkRequest(message: unknown): CheckedRequest | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  const { type } = message;
  if (type === 'ready' || type === 'resync' || type === 'predictions') return { type };
  return type === 'save' ? checkSave(message) : checkCommand(PANEL, message);
}

/** As `checkRequest`, of the table of runs. */
export function checkTableRequest(message: unknown): CheckedTableRequest | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  return message.type === 'ready' ? { type: 'ready' } : checkCommand(TABLE, message);
}

/** The one notice of a page. */
export function checkNotice(message: unknown): PanelNotice | null {
  const isTaken =
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'taken';
  return isTaken ? { type: 'taken' } : null;
}

function checkCommand(allowed: Allowed, message: object): CheckedCommand | null {
  if (!('type' in message) || message.type !== 'command') return null;
  if (!('command' in message) || !('args' in message)) return null;
  const { command, args } = message;
  if (typeof command !== 'string' || !Array.isArray(args)) return null;
  const entry = allowed.get(command);
  return entry?.check(args) === true ? { type: 'command', command: entry.id, args } : null;
}
