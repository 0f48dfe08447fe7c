// How results are told.
// @ts-check

/** @param {{ passed: number, failed: number, skipped: number }} counts */
export function countsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Prints every test's outcome.
 * @param {import('./mochaResults.mjs').Results} results
 */
export function printResults({ passed, failed, skipped }) {
  for (const title of passed) console.log(`  ✓ ${title}`);
  for (const title of skipped) console.log(`  - ${title}`);
  for (const { title, error } of failed)
    console.log(`  ✗ ${title}\n      ${error.replaceAll('\n', '\n      ')}`);
}
