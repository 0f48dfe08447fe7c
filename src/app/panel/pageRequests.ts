/**
 * Requests that a panel may make. The page is ours, but it is still another process: all its messages are checked,
 * and of the commands only those of the table can be reached.
 */
import type { MicroscopeRequest } from '../../protocol/microscope.ts';
import type { PanelNotice, PanelRequest } from '../../protocol/panel.ts';
import type { ColumnsRequest } from '../../protocol/runsTable.ts';
import type { ArgumentCheck } from './commandArguments.ts';

/** Requests that have passed the check. */
interface CheckedCommand {
  readonly type: 'command';
  readonly command: string;
  readonly args: readonly unknown[];
}
export type CheckedRequest = Exclude<PanelRequest, { readonly type: 'command' }> | CheckedCommand;
export type CheckedMicroscopeRequest = { readonly type: 'ready' } | MicroscopeRequest;
export type CheckedTableRequest = { readonly type: 'ready' } | ColumnsRequest | CheckedCommand;

/** The commands that a page may call, each with the check of its arguments. */
export type AllowedCommands = ReadonlyMap<string, ArgumentCheck>;

/** Characters of a file that the panel may offer. */
const LARGEST_FILE = 1 << 27;
/** Columns that are remembered, and the characters of their ids. */
const MOST_COLUMNS = 1000;
const LONGEST_ID = 500;

function checkSave(message: object): CheckedRequest | null {
  if (!('name' in message) || !('text' in message)) return null;
  const { name, text } = message;
  if (typeof name !== 'string' || !/^[\w-]{1,64}\.csv$/.test(name)) return null;
  if (typeof text !== 'string' || text.length > LARGEST_FILE) return null;
  return { type: 'save', name, text };
}

function checkPredictions(message: object): CheckedRequest | null {
  const weights = 'weights' in message ? message.weights : undefined;
  return weights === null || weights === 'best' || weights === 'last'
    ? { type: 'predictions', weights }
    : null;
}

/** The request of the panel if it is well formed and allowed, else null. */
export function checkRequest(allowed: AllowedCommands, message: unknown): CheckedRequest | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  const { type } = message;
  if (type === 'ready' || type === 'resync') return { type };
  if (type === 'predictions') return checkPredictions(message);
  return type === 'save' ? checkSave(message) : checkCommand(allowed, message);
}

/** As `checkRequest`, of the table of runs. */
export function checkTableRequest(allowed: AllowedCommands, message: unknown): CheckedTableRequest | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  if (message.type === 'columns') return checkColumns(message);
  return message.type === 'ready' ? { type: 'ready' } : checkCommand(allowed, message);
}

function checkColumns(message: object): ColumnsRequest | null {
  if (!('choice' in message) || typeof message.choice !== 'object' || message.choice === null) return null;
  const entries: [string, unknown][] = Object.entries(message.choice);
  const isChoice = (entry: [string, unknown]): entry is [string, boolean] =>
    entry[0].length <= LONGEST_ID && typeof entry[1] === 'boolean';
  if (entries.length > MOST_COLUMNS || !entries.every(isChoice)) return null;
  return { type: 'columns', choice: Object.fromEntries(entries) };
}

/** As `checkRequest`, of the microscope. */
export function checkMicroscopeRequest(message: unknown): CheckedMicroscopeRequest | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  if (message.type === 'ready') return { type: 'ready' };
  if (message.type === 'ask') {
    const question = 'question' in message ? message.question : null;
    return isShort(question) ? { type: 'ask', question } : null;
  }
  if (message.type !== 'look' || !('sample' in message) || !('find' in message)) return null;
  const { sample, find } = message;
  return (sample === null || typeof sample === 'number') && isShort(find)
    ? { type: 'look', sample, find }
    : null;
}

function isShort(text: unknown): text is string {
  return typeof text === 'string' && text.length <= LONGEST_ID;
}

/** The one notice of a page. */
export function checkNotice(message: unknown): PanelNotice | null {
  const isTaken =
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'taken';
  return isTaken ? { type: 'taken' } : null;
}

function checkCommand(allowed: AllowedCommands, message: object): CheckedCommand | null {
  if (!('type' in message) || message.type !== 'command') return null;
  if (!('command' in message) || !('args' in message)) return null;
  const { command, args } = message;
  if (typeof command !== 'string' || !Array.isArray(args)) return null;
  const mayCall = allowed.get(command);
  return mayCall?.(args) === true ? { type: 'command', command, args } : null;
}
