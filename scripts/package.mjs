// npm run package: makes nnspec-VERSION.vsix.
// @ts-check
import path from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { script, step } from './lib/task.mjs';
import { packageExtension } from './lib/vsix.mjs';

await script(async () => {
  await ensureDependencies();
  const { file, bytes } = await step('Packaging', packageExtension);
  console.log(
    `${path.basename(file)}: ${(bytes / 1000).toFixed(0)} kB. Install it with: code --install-extension ${file}`,
  );
});
