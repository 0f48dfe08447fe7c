// npm test [-- --only STAGE,STAGE]: everything there is to check, each stage even if one before it failed. Ends with what
// failed, told once more, one line `N passed, N failed, N skipped`, and exit code 1 if anything failed.
// @ts-check
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { clearResults, readResults } from './lib/mochaResults.mjs';
import { countsLine, printFailures, printResults } from './lib/summary.mjs';
import { TaskError, bin, mustRun, root, run, script, seconds, step } from './lib/task.mjs';

/** @typedef {import('./lib/mochaResults.mjs').Failure} Failure */
/** @typedef {{ passed: number, failed: readonly Failure[], skipped: number }} Outcome */
/** @typedef {{ name: string, run: () => Promise<Outcome> }} Stage */

/**
 * The outcome of a stage that did not come to its tests.
 * @param {string} title of the stage
 * @param {unknown} error
 * @returns {Outcome}
 */
function broken(title, error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(message);
  return { passed: 0, failed: [{ title, error: message }], skipped: 0 };
}

/**
 * A stage that is one check: a command, right if its exit code is 0. Its output is shown if it is not.
 * @param {string} name
 * @param {() => Promise<unknown>} work throws if the check fails
 * @returns {Stage}
 */
function check(name, work) {
  return {
    name,
    run: async () => {
      await work();
      return { passed: 1, failed: [], skipped: 0 };
    },
  };
}

/**
 * A check by a command of node_modules/.bin.
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 */
function command(name, command, ...args) {
  return check(name, () => mustRun(bin(command), args, { timeout: 300 }));
}

/**
 * A stage whose tests are counted from what mocha recorded.
 * @param {string} name
 * @param {(file: string) => Promise<unknown>} work runs the tests; they record their results in `file`
 * @param {boolean} [print] whether the results still have to be shown
 * @returns {Stage}
 */
function tests(name, work, print = false) {
  return {
    name,
    run: async () => {
      const file = path.join(root, `build/results/${name.replaceAll(/\W+/g, '-')}.json`);
      await clearResults(file);
      const problem = await work(file).then(
        () => undefined,
        (error) => error,
      );
      const results = await readResults(file);
      // Tests that passed do not make up for a run that went wrong around them.
      if (problem !== undefined && results.failed.length === 0) {
        console.error(problem.message);
        results.failed.push({ title: name, error: problem.message });
      }
      if (print) printResults(results);
      return {
        passed: results.passed.length,
        failed: results.failed,
        skipped: results.skipped.length,
      };
    },
  };
}

const reporter = ['--reporter', path.join(root, 'scripts/lib/mochaReporter.mjs')];

/**
 * @param {string} file where the results are recorded
 * @param {string} program
 * @param {readonly string[]} args
 */
async function runMocha(file, program, args) {
  const env = { NNSPEC_TEST_RESULTS: file };
  const { code } = await run(program, [...args], { show: true, timeout: 600, env });
  if (code !== 0) throw new TaskError(`mocha ended with exit code ${code}`);
}

/**
 * mocha in plain Node.
 * @param {string} name
 * @param {...string} args which tests, and how
 */
function mocha(name, ...args) {
  return tests(name, (file) => runMocha(file, bin('mocha'), [...reporter, ...args]));
}

/**
 * The kernels and the golden runs in the Node of the newest host, whose engine joins the vectors of the wide build.
 * @param {() => Promise<void>} ready
 */
function wideKernels(ready) {
  return tests('wide kernels', async (file) => {
    await ready();
    const { ensureHost } = await import('./lib/vscodeHosts.mjs');
    const { node } = await ensureHost('latest');
    const script = path.join(root, 'node_modules/mocha/bin/mocha.js');
    const specs = ['test/unit/kernels/*.test.ts', 'test/parity/*.parity.test.ts'];
    await runMocha(file, node, [script, ...reporter, '--timeout', '120000', ...specs]);
  });
}

/** Fetches the programs of the last stages while the first ones run. */
async function prepareHosts() {
  const { ensureChromium } = await import('./lib/chromium.mjs');
  const { HOST_NAMES, ensureHost } = await import('./lib/vscodeHosts.mjs');
  await ensureChromium();
  for (const name of HOST_NAMES) await ensureHost(name);
}

/**
 * The suite of test/vscode in one VS Code.
 * @param {'min' | 'latest'} name
 * @param {() => Promise<void>} ready
 */
function vscode(name, ready) {
  return tests(
    `vscode ${name}`,
    async (file) => {
      const { bundleSuite, runSuite } = await import('./lib/vscodeSuite.mjs');
      await ready();
      await bundleSuite();
      await runSuite(name, file);
    },
    true,
  );
}

/** @param {() => Promise<void>} ready waits for the hosts @returns {Stage[]} */
function stages(ready) {
  return [
    command('format', 'prettier', '--check', '--log-level', 'warn', '.'),
    command('lint', 'eslint', '.'),
    command('cycles', 'depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'webview'),
    command('unused', 'knip'),
    command('types', 'tsc', '-b'),
    check('build', async () => (await import('../esbuild.mjs')).build()),
    mocha('unit', '--config', '.mocharc.unit.json'),
    mocha('parity', '--timeout', '120000', 'test/parity/**/*.parity.test.ts'),
    wideKernels(ready),
    check('package', async () => (await import('./lib/vsix.mjs')).packageExtension()),
    vscode('min', ready),
    vscode('latest', ready),
    tests('ui', async (file) => {
      await ready();
      const args = [path.join(root, 'scripts/testUi.mjs'), '--no-package'];
      const { code } = await run(process.execPath, args, {
        show: true,
        timeout: 1200,
        env: { NNSPEC_TEST_RESULTS: file },
      });
      if (code !== 0) throw new TaskError(`the tests in the browser ended with exit code ${code}`);
    }),
  ];
}

await script(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const only = values.only?.split(',');
  const since = performance.now();
  /** @type {{ name: string, outcome: Outcome, time: string }[]} */
  const done = [];
  const installed = await ensureDependencies().then(
    () => true,
    (error) => {
      done.push({ name: 'install', outcome: broken('install', error), time: seconds(since) });
      return false;
    },
  );
  /** @type {Promise<void> | undefined} */
  let preparing;
  const ready = () => (preparing ??= prepareHosts());
  const chosen = stages(ready).filter(({ name }) => only === undefined || only.includes(name));
  if (installed) {
    if (chosen.some(({ name }) => name === 'ui' || name === 'wide kernels' || name.startsWith('vscode'))) {
      ready().catch(() => undefined); // The stages that wait for it tell.
    }
    for (const { name, run } of chosen) {
      const start = performance.now();
      const outcome = await step(name, run).catch((error) => broken(name, error));
      done.push({ name, outcome, time: seconds(start) });
    }
  }
  console.log();
  for (const { name, outcome } of done) printFailures(name, outcome.failed);
  for (const { name, outcome, time } of done) {
    const counts = countsLine([outcome]);
    console.log(`${outcome.failed.length > 0 ? '✗' : '✓'} ${name.padEnd(16)}${time.padStart(8)}  ${counts}`);
  }
  console.log(`\nin ${seconds(since)}`);
  console.log(countsLine(done.map(({ outcome }) => outcome)));
  return done.some(({ outcome }) => outcome.failed.length > 0) ? 1 : 0;
});
