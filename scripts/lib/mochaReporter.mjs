// mocha's spec reporter, which also records its results in the file that NNSPEC_TEST_RESULTS names.
// @ts-check
import process from 'node:process';
import Mocha from 'mocha';
import { recordResults } from './mochaResults.mjs';

export default class Reporter extends Mocha.reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    const file = process.env['NNSPEC_TEST_RESULTS'];
    if (file !== undefined) recordResults(runner, file);
  }
}
