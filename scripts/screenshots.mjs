// npm run screenshots [-- --only NAME] [--no-package]: pictures of the packaged extension in the real workbench and of
// the panel alone. Those that the documents show go to docs/images/, the others to artifacts/screenshots/.
// @ts-check
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root, run, script, step } from './lib/task.mjs';
import { packageExtension, vsixPath } from './lib/vsix.mjs';

await script(async () => {
  const { values } = parseArgs({
    options: { only: { type: 'string', default: '' }, 'no-package': { type: 'boolean', default: false } },
  });
  await ensureDependencies();
  const file = values['no-package'] ? await vsixPath() : (await step('Packaging', packageExtension)).file;
  const pictures = path.join(root, 'test/ui/screenshots.ts');
  const { code } = await run(process.execPath, ['--import', 'tsx', pictures, values.only], {
    show: true,
    env: { NNSPEC_VSIX: file },
  });
  return code;
});
