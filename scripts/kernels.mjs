/**
 * Compiles src/kernels three times: `kernels.wasm` (plain SIMD), `kernels.relaxed.wasm` (relaxed SIMD, where a
 * multiply-add is one instruction) and `kernels.wide.wasm` (that with tiles twice as wide: src/worker/kernels/wideKernels.ts). Used by the build, by the tests and by the bench; a second build of the
 * same sources into the same folder is skipped.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import esbuild from 'esbuild';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = join(ROOT, 'src', 'kernels');
/** Compiling takes a quarter of a minute: it is done into this folder, and every other one gets copies. */
const COMPILED = join(ROOT, 'build', 'kernels');
/** The memory is shared, so that helper threads can work on it; 65,536 pages are the 4 GiB that addresses reach. */
const FLAGS = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory'],
  ...['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'],
];
const BUILDS = [
  { file: 'kernels.wasm', features: ['--enable', 'simd'] },
  { file: 'kernels.relaxed.wasm', features: ['--enable', 'simd', '--enable', 'relaxed-simd'] },
  {
    file: 'kernels.wide.wasm',
    features: ['--enable', 'simd', '--enable', 'relaxed-simd', '--use', 'NNSPEC_WIDE=ASC_FEATURE_SIMD'],
  },
];

/** Files in src/kernels and its folder `generated` are entry points (their exports are the module's); other folders hold what they share. */
function entryFiles() {
  return [SOURCES, join(SOURCES, 'generated')].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => join(folder, name)),
  );
}

function sourceHash() {
  const hash = createHash('sha256').update(FLAGS.join(' '));
  const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  for (const name of names.sort()) hash.update(name).update(readFileSync(join(SOURCES, name)));
  return hash.digest('hex');
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A file appears whole, also where several processes write it at once. */
function partOf(file) {
  return `${file}.${process.pid}.part`;
}

function copyFile(from, to) {
  copyFileSync(from, partOf(to));
  renameSync(partOf(to), to);
}

async function compile(files, outFile, features) {
  // Loading the compiler takes seconds, and most runs find the kernels up to date.
  const { default: asc } = await import('assemblyscript/asc');
  const partFile = partOf(outFile);
  const args = files.map((file) => relative(ROOT, file));
  const { error, stderr } = await asc.main(
    [...args, '--baseDir', ROOT, '--outFile', relative(ROOT, partFile), ...FLAGS, ...features],
    {},
  );
  if (error) throw new Error(`The kernels do not compile.\n${stderr.toString()}`);
  renameSync(partFile, outFile);
}

/** Writes all builds to `outDir` unless they are there and up to date. Resolves to whether anything was written. */
export async function buildKernels({ outDir, quiet = false }) {
  const hash = sourceHash();
  const stampOf = (folder) => join(folder, 'kernels.hash');
  const folders = [...new Set([COMPILED, resolve(outDir)])];
  const stale = folders.filter((folder) => readOrEmpty(stampOf(folder)) !== hash);
  for (const folder of stale) {
    mkdirSync(folder, { recursive: true });
    for (const { file, features } of BUILDS) {
      const outFile = join(folder, file);
      if (folder === COMPILED) await compile(entryFiles(), outFile, features);
      else copyFile(join(COMPILED, file), outFile);
      if (!quiet) console.log(`${file}: ${readFileSync(outFile).length} bytes`);
    }
    writeFileSync(stampOf(folder), hash);
  }
  return stale.length > 0;
}

/** Writes `peak.kernels.wasm` and its like for the other builds, which measure the processor; for the bench only. */
export async function buildPeak({ outDir }) {
  mkdirSync(outDir, { recursive: true });
  for (const { file, features } of BUILDS) {
    await compile([join(SOURCES, 'bench', 'peak.ts')], join(outDir, `peak.${file}`), features);
  }
}

/** Bundles the helper thread into `outDir`, for who runs the engine from its sources. Resolves to the file's path. */
export async function buildHelper({ outDir }) {
  const outfile = join(outDir, 'helper.js');
  const entryPoints = [join(ROOT, 'src', 'worker', 'kernels', 'helper.ts')];
  await esbuild.build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return outfile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildKernels({ outDir: resolve(process.argv[2] ?? COMPILED) });
}
