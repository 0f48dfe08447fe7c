/** Checks of the arguments that a page passes to a command. A page is another process: each argument is checked. */

import { isSpeed } from '../../base/pace.ts';
import { isFirstFix } from '../mend/firstFixNames.ts';

/** True if a command may be called with the arguments. */
export type ArgumentCheck = (args: readonly unknown[]) => boolean;

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= 4096;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const CLIPPING_MODES = ['value', 'norm', 'globalNorm'];
/** `{ "norm": 1 }` and the like. */
export const isClipping = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([mode, limit]) => CLIPPING_MODES.includes(mode) && isNumber(limit));
const isSettable = (value: unknown): boolean =>
  value === null || typeof value === 'boolean' || isNumber(value) || isClipping(value);
const isFolders = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= 10_000 && value.every(isText);

export const none: ArgumentCheck = (args) => args.length === 0;

/** No argument, or one path of a spec or run folder. */
export const optionalText: ArgumentCheck = (args) =>
  args.length === 0 || (args.length === 1 && isText(args[0]));

/** The id of a layer, or of a listed problem. */
export const id: ArgumentCheck = (args) => args.length === 1 && isText(args[0]);

/** A live control and its value. */
export const pathAndValue: ArgumentCheck = (args) =>
  args.length === 2 && isText(args[0]) && isSettable(args[1]);

/** Steps a second, or null: as fast as it goes. */
export const speed: ArgumentCheck = (args) => args.length === 1 && isSpeed(args[0]);

/** The name of a first fix. */
export const fix: ArgumentCheck = (args) => args.length === 1 && isFirstFix(args[0]);

/** The folder of a run. */
export const folder: ArgumentCheck = (args) => args.length === 1 && isText(args[0]);

export const folders: ArgumentCheck = (args) => args.length === 1 && isFolders(args[0]);

/** The folder of a run, and its new name or note. */
export const folderAndText: ArgumentCheck = (args) =>
  args.length === 2 && isText(args[0]) && typeof args[1] === 'string' && args[1].length <= 20_000;

/** A spec and what to compare of it; the spec's own schema checks the latter. */
export const specAndChoice: ArgumentCheck = (args) =>
  args.length === 2 && isText(args[0]) && typeof args[1] === 'object' && args[1] !== null;
