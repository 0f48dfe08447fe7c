// Running commands and telling how far they are. Nothing here needs more than Node itself.
// @ts-check
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A failure whose message is all that a user needs; it is printed without a stack. */
export class TaskError extends Error {}

/**
 * A command's outcome.
 * @typedef {{ code: number, output: string }} Outcome `code` is 1 if a signal ended it; `output` holds both streams.
 */

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, show?: boolean, timeout?: number }} [options]
 *   `show`: prints what the command prints, as it comes; `timeout` in seconds, after which it is killed and failed
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { cwd = root, env = {}, show = false, timeout } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      // A group of its own, so that a timeout reaches what the command has started.
      detached: timeout !== undefined && process.platform !== 'win32',
    });
    let output = '';
    /** @param {Buffer} chunk @param {NodeJS.WriteStream} stream */
    const take = (chunk, stream) => {
      output += chunk.toString();
      if (show) stream.write(chunk);
    };
    child.stdout.on('data', (chunk) => take(chunk, process.stdout));
    child.stderr.on('data', (chunk) => take(chunk, process.stderr));
    let late = false;
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            killGroup(child);
          }, timeout * 1000);
    const onExit = () => killGroup(child);
    if (timer) process.once('exit', onExit);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new TaskError(`cannot run ${command}: ${error.message}`));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('exit', onExit);
      if (late) output += `\n${command} did not end within ${timeout} s and was stopped\n`;
      if (late && show) console.error(`${command} did not end within ${timeout} s and was stopped`);
      resolve({ code: late ? 1 : (code ?? 1), output });
    });
  });
}

/**
 * Kills a process and, where it leads a group, the group.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 */
export function killGroup(child, signal = 'SIGKILL') {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/**
 * Whether there is a process of this number that can be signalled.
 * @param {number} pid
 */
export function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a command that must succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 * @throws {TaskError} with the end of the command's output if it fails
 */
export async function mustRun(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  const shown = options?.show ? '' : `\n${output.trim().split('\n').slice(-30).join('\n')}`;
  throw new TaskError(`${[command, ...args].join(' ')} failed with exit code ${code}${shown}`);
}

/** @param {number} since of performance.now() */
export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Does a step that may take long, says that it is on it every ten seconds, and how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const since = performance.now();
  console.log(`• ${title} …`);
  const beat = setInterval(() => {
    console.log(`  still at it: ${title} (${seconds(since)})`);
  }, 10_000);
  try {
    const result = await work();
    console.log(`✓ ${title} (${seconds(since)})`);
    return result;
  } catch (error) {
    console.log(`✗ ${title} (${seconds(since)})`);
    throw error;
  } finally {
    clearInterval(beat);
  }
}

/**
 * Runs a script's main function: an error is told in words and becomes exit code 1.
 * @param {() => Promise<number | void>} main gives the exit code, 0 if nothing
 */
export async function script(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof TaskError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}

/** @param {string} name of a package's command in node_modules/.bin */
export function bin(name) {
  return path.join(root, 'node_modules', '.bin', name);
}
