// The package that users install.
// @ts-check
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { TaskError, root } from './task.mjs';

/** Largest size of the package, in bytes: what a user downloads once, and again with every release. */
const LIMIT = 1_130_000;

/** The files that a user of the installed extension opens by name; .vscodeignore must let all of them through. */
const CONTENTS = [
  ...['README.md', 'CHANGELOG.md', 'LICENSE', 'package.nls.json', 'package.nls.ko.json'],
  ...['l10n/bundle.l10n.ko.json', 'media/icon.png'],
  ...['examples/digits.nnspec.json', 'examples/data/digits.csv'],
];

/** @returns {Promise<string>} where the package of this version is put */
export async function vsixPath() {
  const { name, version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  return path.join(root, `${name}-${version}.vsix`);
}

/**
 * Builds and packages the extension.
 * @returns {Promise<{ file: string, bytes: number }>}
 * @throws {TaskError} if it does not build, lacks something or weighs more than it may
 */
export async function packageExtension() {
  const file = await vsixPath();
  const { PackageManager, createVSIX, listFiles } = await import('@vscode/vsce');
  const { OUTPUTS } = await import('../../esbuild.mjs');
  // Everything is bundled, so there are no dependencies to take along; vsce builds first (vscode:prepublish).
  await createVSIX({
    cwd: root,
    packagePath: file,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const packed = new Set(await listFiles({ cwd: root, packageManager: PackageManager.None }));
  const shared = (await readdir(path.join(root, 'dist/shared'))).filter((name) => name.endsWith('.js'));
  const built = [...OUTPUTS, ...shared.map((name) => `shared/${name}`)].map((name) => `dist/${name}`);
  const missing = [...CONTENTS, ...built].filter((name) => !packed.has(name));
  if (missing.length > 0) throw new TaskError(`The package lacks ${missing.join(', ')}: see .vscodeignore.`);
  const { size: bytes } = await stat(file);
  if (bytes >= LIMIT)
    throw new TaskError(`${path.basename(file)} weighs ${bytes} bytes; the limit is ${LIMIT}.`);
  return { file, bytes };
}
