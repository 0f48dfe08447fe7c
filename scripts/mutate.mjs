// Proves that the tests of the mathematics can fail: makes one-character faults in a copy of the project, one by one, and
// runs the tests that should catch each. `npm run mutate`; with NNSPEC_UPDATE_DOCS=1 it writes its table into
// docs/numerics.md. The digest of the bits of a run would catch every fault and is left out.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { FAULTS, isOneCharacter } from './lib/faults.mjs';

const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs', 'numerics.md');

const copy = mkdtempSync(join(tmpdir(), 'nnspec-mutate-'));
const rows = [];
try {
  const parts = [
    ...[
      'src',
      'test/unit/engine',
      'test/unit/kernels',
      'test/support',
      'test/fixtures',
      'test/parity/golden',
    ],
    ...[
      'scripts/kernels.mjs',
      'scripts/kernels.d.mts',
      'package.json',
      '.mocharc.json',
      'tsconfig.base.json',
    ],
  ];
  for (const name of parts) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  /** Compiles the copy's kernels, so that no test's time limit counts it. */
  const build = () => {
    const code =
      "import('./scripts/kernels.mjs').then((m) => m.buildKernels({ outDir: 'build/kernels', quiet: true }))";
    const { status, stderr } = spawnSync(process.execPath, ['-e', code], { cwd: copy, encoding: 'utf8' });
    if (status !== 0) throw new Error(`The kernels do not compile:\n${stderr}`);
  };
  build();
  const [compiled, pristine] = ['kernels', 'pristine'].map((name) => join(copy, 'build', name));
  cpSync(compiled, pristine, { recursive: true });
  /** The title of the first test that fails, or null. */
  const firstFailure = (test) => {
    const options = ['--bail', '--timeout', '60000', '--reporter', 'json', join('test', 'unit', test)];
    const { stdout, stderr, status, signal, error } = spawnSync(process.execPath, [mocha, ...options], {
      cwd: copy,
      encoding: 'utf8',
      // A failure that compares whole tables is long.
      maxBuffer: 2 ** 28,
    });
    if (error) throw error;
    if (signal) throw new Error(`${test} was ended by ${signal}.`);
    if (status === 0) return null;
    const report = stdout.indexOf('{\n  "stats"');
    if (report < 0) throw new Error(`${test} does not run:\n${stdout}${stderr}`);
    return JSON.parse(stdout.slice(report)).failures[0]?.fullTitle ?? null;
  };
  for (const [test, faults] of Object.entries(FAULTS)) {
    const broken = firstFailure(test);
    if (broken !== null) throw new Error(`${test} fails without any fault: ${broken}`);
    for (const [path, original, faulty] of faults) {
      if (!isOneCharacter(original, faulty))
        throw new Error(`more than one character: ${original} → ${faulty}`);
      const file = join(copy, 'src', path);
      const text = readFileSync(file, 'utf8');
      if (!text.includes(original)) throw new Error(`${path} no longer contains: ${original}`);
      writeFileSync(
        file,
        text.replace(original, () => faulty),
      );
      if (path.startsWith('kernels/')) build();
      const caughtBy = firstFailure(test);
      writeFileSync(file, text);
      if (path.startsWith('kernels/')) cpSync(pristine, compiled, { recursive: true });
      console.log(
        `${caughtBy === null ? 'MISSED' : 'caught'}  ${path}: ${original}  →  ${faulty}  ${caughtBy ?? ''}`,
      );
      rows.push({ path, original, faulty, test, caughtBy });
    }
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}

const caught = rows.filter(({ caughtBy }) => caughtBy !== null);
console.log(`${caught.length} of ${rows.length} faults caught`);
process.exitCode = caught.length === rows.length ? 0 : 1;
if (process.env.NNSPEC_UPDATE_DOCS === '1') {
  const [start, end] = ['<!-- mutations:start -->', '<!-- mutations:end -->'];
  const cell = (text) => `\`${text.replaceAll('|', '\\|')}\``;
  const lines = rows.map(
    ({ path, original, faulty, test, caughtBy }) =>
      `| ${cell(path)} | ${cell(original)} → ${cell(faulty)} | ${caughtBy === null ? '**missed**' : `${test}: ${caughtBy.replaceAll('|', '\\|')}`} |`,
  );
  const table = [
    '| file in `src` | fault | the first test that fails |',
    '| --- | --- | --- |',
    ...lines,
  ].join('\n');
  const text = readFileSync(docs, 'utf8');
  const written = `${text.slice(0, text.indexOf(start) + start.length)}\n\n${table}\n\n${text.slice(text.indexOf(end))}`;
  writeFileSync(docs, await format(written, { ...(await resolveConfig(docs)), filepath: docs }));
}
