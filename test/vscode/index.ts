/**
 * What the extension host runs: the bundled `*.vscode.test` files beside this one, with mocha. Results go to the file
 * that NNSPEC_TEST_RESULTS names, since what a test host prints and its exit code cannot be trusted if it dies.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { recordResults } from '../../scripts/lib/mochaResults.mjs';

/**
 * Runs the suite; VS Code calls it once the window is up.
 * @throws Error with the number of failed tests, so that the host's exit code is not 0
 */
export async function run(): Promise<void> {
  // mocha is an ES module and this bundle is not: extension tests are loaded with require.
  const { default: Mocha } = await import('mocha');
  const results = process.env['NNSPEC_TEST_RESULTS'];
  const grep = process.env['NNSPEC_TEST_GREP'];
  if (results === undefined) throw new Error('NNSPEC_TEST_RESULTS names no file');
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 180_000,
    forbidOnly: true,
    reporter: 'dot',
    ...(grep === undefined || grep === '' ? {} : { grep }),
  });
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.vscode.test.cjs'))) {
    mocha.addFile(path.join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => {
    recordResults(mocha.run(resolve), results);
  });
  if (failures > 0) throw new Error(`${String(failures)} tests failed`);
}
