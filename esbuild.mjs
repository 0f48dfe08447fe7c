// Builds dist/: the extension, its worker, the command line, the panel, and the kernels.
//
//   node esbuild.mjs                 minified, as it ships
//   node esbuild.mjs --watch         with source maps, again on every change
//   node esbuild.mjs --outdir DIR    elsewhere than dist/
// @ts-check
import { chmod, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { watch as watchFolder } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const root = path.dirname(fileURLToPath(import.meta.url));

/** The zoom of the charts would bring hammerjs along, which nobody maintains any more. */
export const PANEL_ALIAS = { hammerjs: path.join(root, 'webview/chart/gestures.ts') };

/**
 * The bundles. Node 20 is what VS Code 1.100 runs extensions on; its browser is Chromium 132.
 * @type {import('esbuild').BuildOptions[]}
 */
const BUNDLES = [
  {
    entryPoints: { extension: 'src/host/extension.ts' },
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    // Node reads it as UTF-8: a sign such as “…” takes half the bytes of its escape.
    charset: 'utf8',
  },
  {
    entryPoints: {
      worker: 'src/worker/main.ts',
      helper: 'src/worker/kernels/helper.ts',
      guard: 'src/worker/guard.ts',
      wideCheck: 'src/worker/kernels/wideCheck.ts',
      cli: 'src/cli/main.ts',
    },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // What two of them need is in a file of its own beside them, rather than twice in the package.
    splitting: true,
    chunkNames: 'shared/[hash]',
  },
  {
    entryPoints: {
      webview: 'webview/main.ts',
      runsTable: 'webview/runsTable/main.ts',
      microscope: 'webview/microscope/main.ts',
    },
    platform: 'browser',
    format: 'iife',
    target: ['chrome128', 'es2023'],
    alias: PANEL_ALIAS,
  },
];

/** The files in dist/ that the extension and the command line need. */
export const OUTPUTS = [
  ...BUNDLES.flatMap(({ entryPoints, outExtension }) =>
    Object.keys(entryPoints ?? {}).map((name) => name + (outExtension?.['.js'] ?? '.js')),
  ),
  'webview.css',
  'runsTable.css',
  'microscope.css',
  'kernels.wasm',
  'kernels.relaxed.wasm',
  'kernels.wide.wasm',
  'THIRD-PARTY-NOTICES.txt',
];

/**
 * esbuild's options for one bundle.
 * @param {import('esbuild').BuildOptions} bundle
 * @param {string} outdir
 * @param {boolean} production minified and without source maps
 * @returns {import('esbuild').BuildOptions & { metafile: true }}
 */
function options(bundle, outdir, production) {
  return {
    ...bundle,
    absWorkingDir: root,
    outdir,
    bundle: true,
    metafile: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none', // The licences of what is bundled go into one file: see writeNotices.
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
    logLevel: 'silent',
    // jsonc-parser's `main` is UMD, whose inner requires esbuild cannot follow; its `module` is plain ESM.
    ...(bundle.platform === 'node' ? { mainFields: ['module', 'main'] } : {}),
  };
}

/**
 * The bundles as they ship, without writing them: what is in each file, as esbuild counts it.
 * @returns {Promise<import('esbuild').Metafile['outputs']>} by path in dist/
 */
export async function measure() {
  const outdir = path.join(root, 'dist');
  const results = await Promise.all(
    BUNDLES.map((bundle) => esbuild.build({ ...options(bundle, outdir, true), write: false })),
  );
  const outputs = results.flatMap(({ metafile }) => Object.entries(metafile.outputs));
  return Object.fromEntries(outputs.map(([file, output]) => [path.relative('dist', file), output]));
}

/**
 * Writes the licences of every package in the bundles to THIRD-PARTY-NOTICES.txt, as those licences ask.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @param {string} outdir
 */
async function writeNotices(metafiles, outdir) {
  const folders = new Set();
  for (const input of metafiles.flatMap((metafile) => Object.keys(metafile.inputs))) {
    const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    if (match) folders.add(match[0]);
  }
  const notices = [];
  for (const folder of [...folders].sort()) {
    const manifest = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
    const file = (await readdir(path.join(root, folder))).find((name) => /^licen[cs]e/i.test(name));
    const text =
      file === undefined
        ? `Licence: ${manifest.license}`
        : await readFile(path.join(root, folder, file), 'utf8');
    notices.push(`${manifest.name} ${manifest.version}\n\n${text.trim()}\n`);
  }
  await writeFile(path.join(outdir, 'THIRD-PARTY-NOTICES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));
}

/**
 * Removes the shared files of earlier builds: their names change with their content.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @param {string} outdir
 */
async function removeStale(metafiles, outdir) {
  const written = new Set(
    metafiles.flatMap(({ outputs }) => Object.keys(outputs)).map((file) => path.join(root, file)),
  );
  const folder = path.join(outdir, 'shared');
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    if (!written.has(file)) await rm(file, { force: true });
  }
}

/**
 * Prints esbuild's messages in the form that .vscode/tasks.json knows: `> file:line:column: error: text`.
 * @param {readonly import('esbuild').Message[]} messages
 * @param {'error' | 'warning'} severity
 */
function report(messages, severity) {
  for (const { location, text } of messages) {
    const place = location ? `${location.file}:${location.line}:${location.column + 1}` : 'esbuild.mjs:1:1';
    console.error(`> ${place}: ${severity}: ${text}`);
  }
}

/** @param {string} outdir */
async function buildKernels(outdir) {
  const kernels = await import('./scripts/kernels.mjs');
  await kernels.buildKernels({ outDir: outdir, quiet: true });
}

/**
 * Builds everything once.
 * @param {{ outdir?: string, production?: boolean }} [settings]
 * @throws if a bundle or a kernel does not compile; the messages have been printed
 */
export async function build({ outdir = path.join(root, 'dist'), production = true } = {}) {
  const results = await Promise.allSettled([
    ...BUNDLES.map((bundle) => esbuild.build(options(bundle, outdir, production))),
    buildKernels(outdir),
  ]);
  const metafiles = [];
  const failures = [];
  for (const result of results) {
    if (result.status === 'rejected') {
      if (result.reason.errors) report(result.reason.errors, 'error');
      else console.error(result.reason.message);
      failures.push(result.reason);
    } else if (result.value) {
      report(result.value.warnings, 'warning');
      metafiles.push(result.value.metafile);
    }
  }
  if (failures.length > 0)
    throw new Error(`the build failed in ${failures.length} of ${results.length} parts`);
  await removeStale(metafiles, outdir);
  await writeNotices(metafiles, outdir);
  await chmod(path.join(outdir, 'cli.js'), 0o755);
}

/**
 * Builds and builds again on every change, until interrupted.
 * @param {string} outdir
 */
async function watch(outdir) {
  let building = 0;
  const started = () => {
    if (building++ === 0) console.log('[watch] build started');
  };
  const finished = () => {
    if (--building === 0) console.log('[watch] build finished');
  };
  /** @type {import('esbuild').Plugin} */
  const progress = {
    name: 'progress',
    setup(build) {
      build.onStart(started);
      build.onEnd(({ errors, warnings }) => {
        report(errors, 'error');
        report(warnings, 'warning');
        finished();
      });
    },
  };
  const kernels = async () => {
    started();
    await buildKernels(outdir).catch((error) => {
      console.error(`> src/kernels:1:1: error: ${error.message}`);
    });
    finished();
  };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  watchFolder(path.join(root, 'src/kernels'), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(kernels, 100);
  });
  await kernels();
  for (const bundle of BUNDLES) {
    const context = await esbuild.context({ ...options(bundle, outdir, false), plugins: [progress] });
    await context.watch();
  }
}

if (path.resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { watch: { type: 'boolean' }, development: { type: 'boolean' }, outdir: { type: 'string' } },
  });
  const outdir = path.resolve(values.outdir ?? path.join(root, 'dist'));
  if (values.watch) await watch(outdir);
  else {
    await build({ outdir, production: !values.development }).catch((error) => {
      console.error(error.message);
      process.exitCode = 1;
    });
  }
}
