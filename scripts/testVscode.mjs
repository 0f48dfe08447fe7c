// npm run test:vscode [-- min|latest] [--grep TITLE]: the suite of test/vscode in real extension hosts.
// @ts-check
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { clearResults, readResults } from './lib/mochaResults.mjs';
import { root, script, step } from './lib/task.mjs';
import { printResults } from './lib/summary.mjs';

await script(async () => {
  await ensureDependencies();
  const { build } = await import('../esbuild.mjs');
  const { HOST_NAMES } = await import('./lib/vscodeHosts.mjs');
  const { bundleSuite, runSuite } = await import('./lib/vscodeSuite.mjs');
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string' }, 'no-build': { type: 'boolean' } },
  });
  if (!values['no-build']) await step('Building', () => build());
  await bundleSuite();
  let failed = 0;
  for (const name of HOST_NAMES.filter((host) => positionals.length === 0 || positionals.includes(host))) {
    const file = path.join(root, `build/results/vscode-${name}.json`);
    await clearResults(file);
    const problem = await step(`Testing in VS Code (${name})`, () => runSuite(name, file, values.grep)).then(
      () => undefined,
      (error) => error,
    );
    const results = await readResults(file);
    if (problem !== undefined && results.failed.length === 0) {
      results.failed.push({ title: `VS Code (${name})`, error: problem.message });
    }
    printResults(results);
    failed += results.failed.length;
  }
  return failed > 0 ? 1 : 0;
});
