// How results are told.
// @ts-check

/**
 * The sum of outcomes in one line.
 * @param {readonly { passed: number, failed: readonly unknown[], skipped: number }[]} outcomes
 */
export function countsLine(outcomes) {
  let [passed, failed, skipped] = [0, 0, 0];
  for (const outcome of outcomes) {
    passed += outcome.passed;
    failed += outcome.failed.length;
    skipped += outcome.skipped;
  }
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** @param {import('./mochaResults.mjs').Failure} failure */
function printFailure({ title, error }) {
  console.log(`  ✗ ${title}\n      ${error.replaceAll('\n', '\n      ')}`);
}

/**
 * Prints every test's outcome.
 * @param {import('./mochaResults.mjs').Results} results
 */
export function printResults({ passed, failed, skipped }) {
  for (const title of passed) console.log(`  ✓ ${title}`);
  for (const title of skipped) console.log(`  - ${title}`);
  for (const failure of failed) printFailure(failure);
}

/**
 * Prints what failed in a stage: at the end, where it is still seen when only the last lines of a long log are kept.
 * @param {string} stage
 * @param {readonly import('./mochaResults.mjs').Failure[]} failures
 */
export function printFailures(stage, failures) {
  if (failures.length === 0) return;
  console.log(`failed in ${stage}:`);
  for (const failure of failures) printFailure(failure);
  console.log();
}
