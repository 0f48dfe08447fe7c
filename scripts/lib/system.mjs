// Programs of the system that the tests need: found, or installed where that may be done.
// @ts-check
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { TaskError, mustRun, run, step } from './task.mjs';

/**
 * The first of `names` that is a program on PATH.
 * @param {readonly string[]} names
 * @returns {Promise<string | undefined>} its path
 */
export async function findProgram(...names) {
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      try {
        await access(file, constants.X_OK);
        return file;
      } catch {
        // Not here: on to the next folder.
      }
    }
  }
  return undefined;
}

/** True if Debian packages can be installed: apt-get is there and this is root. */
export async function canInstallPackages() {
  return process.getuid?.() === 0 && (await findProgram('apt-get')) !== undefined;
}

/**
 * Installs Debian packages.
 * @param {readonly string[]} packages
 */
export async function installPackages(packages) {
  await step(`Installing ${packages.join(', ')} (apt-get)`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    // The lists may be missing or stale; fetching them is only worth it if the install fails without.
    if ((await run('apt-get', install, { env })).code === 0) return;
    await mustRun('apt-get', ['update'], { env });
    await mustRun('apt-get', install, { env });
  });
}

/**
 * Sees to it that programs are there.
 * @param {Record<string, string>} programs program → Debian package that brings it
 * @param {string} purpose what they are for, for the message
 * @throws {TaskError} naming what is missing and how to get it
 */
export async function ensurePrograms(programs, purpose) {
  const missing = [];
  for (const [program, name] of Object.entries(programs)) {
    if ((await findProgram(program)) === undefined) missing.push(name);
  }
  if (missing.length === 0) return;
  if (!(await canInstallPackages())) {
    throw new TaskError(
      `${purpose} needs ${missing.join(', ')}: install it with your system's package manager.`,
    );
  }
  await installPackages(missing);
}
