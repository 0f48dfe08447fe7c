// Puts node_modules in the state of the lockfile, and only if it is not in it already.
// @ts-check
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { TaskError, mustRun, root, step } from './task.mjs';

const OLDEST_NODE = 20;

/**
 * The packages of a lockfile by their place.
 * @param {string} file
 * @returns {Promise<Record<string, { version?: string, optional?: boolean }> | undefined>} undefined: no such file
 */
async function packagesOf(file) {
  try {
    return JSON.parse(await readFile(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** True if the installed packages are those of the lockfile (optional packages aside: not every machine gets them). */
async function installed() {
  const wanted = await packagesOf('package-lock.json');
  const present = await packagesOf('node_modules/.package-lock.json');
  if (!wanted) throw new TaskError('package-lock.json is missing or unreadable: restore it with git.');
  if (!present) return false;
  return Object.entries(wanted).every(
    ([place, { version, optional }]) =>
      place === '' || (optional && !present[place]) || present[place]?.version === version,
  );
}

/**
 * Installs the dependencies with `npm ci` where they are missing or stale.
 * @throws {TaskError} if Node is too old or npm fails
 */
export async function ensureDependencies() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new TaskError(`NNSpec needs Node ${OLDEST_NODE} or newer; this is ${process.version}.`);
  }
  if (await installed()) return;
  await step('Installing dependencies (npm ci)', () => mustRun('npm', ['ci', '--no-audit', '--no-fund']));
}
