// What came of a mocha run, in a file: written after every test, marked complete at the end. A run that was killed
// leaves an incomplete file, and that counts as a failure whatever exit code was seen.
// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * @typedef {{ title: string, error: string }} Failure
 * @typedef {{ passed: string[], failed: Failure[], skipped: string[], complete: boolean }} Results
 */

/**
 * Writes a runner's results to `file` as they come.
 * @param {import('mocha').Runner} runner
 * @param {string} file
 */
export function recordResults(runner, file) {
  /** @type {Results} */
  const results = { passed: [], failed: [], skipped: [], complete: false };
  const write = () => writeFileSync(file, JSON.stringify(results));
  mkdirSync(path.dirname(file), { recursive: true });
  write();
  runner.on('pass', (test) => {
    results.passed.push(test.fullTitle());
    write();
  });
  runner.on('pending', (test) => {
    results.skipped.push(test.fullTitle());
    write();
  });
  runner.on('fail', (test, error) => {
    results.failed.push({ title: test.fullTitle(), error: error.stack ?? error.message });
    write();
  });
  runner.on('end', () => {
    results.complete = true;
    write();
  });
}

/**
 * Reads results back; a missing, torn, incomplete or empty file is a failure of its own.
 * @param {string} file
 * @returns {Promise<Results>}
 */
export async function readResults(file) {
  /** @type {Results} */
  let results;
  try {
    results = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return {
      passed: [],
      failed: [{ title: 'the suite', error: 'did not run' }],
      skipped: [],
      complete: false,
    };
  }
  if (!results.complete) {
    const last = results.passed.at(-1);
    const error = `ended before its end, after ${last === undefined ? 'no test' : `“${last}”`}`;
    results.failed.push({ title: 'the suite', error });
  } else if (results.passed.length + results.failed.length === 0) {
    results.failed.push({ title: 'the suite', error: 'holds no test' });
  }
  return results;
}

/** @param {string} file */
export function clearResults(file) {
  return rm(file, { force: true });
}
