// npm run test:ui [-- --grep TITLE] [--host min] [--no-package]: a browser drives the packaged extension in the real
// workbench.
// @ts-check
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { bin, root, run, script, step } from './lib/task.mjs';
import { packageExtension, vsixPath } from './lib/vsix.mjs';

await script(async () => {
  const { values } = parseArgs({
    options: {
      grep: { type: 'string' },
      host: { type: 'string', default: 'latest' },
      'no-package': { type: 'boolean', default: false },
    },
  });
  await ensureDependencies();
  const { ensureChromium } = await import('./lib/chromium.mjs');
  const { HOST_NAMES, ensureHost } = await import('./lib/vscodeHosts.mjs');
  await ensureChromium();
  await ensureHost(HOST_NAMES.find((name) => name === values.host) ?? 'latest');
  const file = values['no-package'] ? await vsixPath() : (await step('Packaging', packageExtension)).file;
  const grep = values.grep === undefined ? [] : ['--grep', values.grep];
  const reporter = ['--reporter', path.join(root, 'scripts/lib/mochaReporter.mjs')];
  const { code } = await run(
    bin('mocha'),
    ['--timeout', '120000', '--slow', '20000', ...reporter, ...grep, 'test/ui/**/*.ui.test.ts'],
    {
      show: true,
      env: {
        NNSPEC_VSIX: file,
        NNSPEC_HOST: values.host,
        NNSPEC_TEST_RESULTS: process.env['NNSPEC_TEST_RESULTS'] ?? path.join(root, 'build/results/ui.json'),
      },
    },
  );
  return code;
});
