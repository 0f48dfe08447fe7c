// Proves that the tests of the mathematics can fail: makes one-character faults in a copy of the project, one by one, and
// runs the tests that should catch each. `node scripts/mutate.mjs`; with NNSPEC_UPDATE_DOCS=1 it writes its table into
// docs/numerics.md. The digest of the bits of a run would catch every fault and is left out.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs', 'numerics.md');

/** Tests under test/unit, and the faults under src that they must catch: [file, text, the text with one character wrong]. */
const FAULTS = {
  'engine/optimizers.test.ts': [
    ['engine/optimizers/sgd.ts', 'weight - learningRate * gradient', 'weight + learningRate * gradient'],
    ['engine/optimizers/sgd.ts', 'momentum * next - learningRate', 'momentum * next + learningRate'],
    ['engine/optimizers/sgd.ts', 'gradient + momentum * next', 'gradient - momentum * next'],
    ['engine/optimizers/adagrad.ts', 'Math.sqrt(sum + epsilon)', 'Math.sqrt(sum - epsilon)'],
    ['engine/optimizers/rmsprop.ts', 'square - mean * mean', 'square + mean * mean'],
    ['engine/optimizers/rmsprop.ts', 'momentum * at(buffer, index) +', 'momentum * at(buffer, index) -'],
    ['engine/optimizers/adam.ts', '1 - powerOf(beta1', '1 + powerOf(beta1'],
    ['engine/optimizers/adam.ts', '(1 - beta2);', '(2 - beta2);'],
    ['engine/optimizers/optimizer.ts', ': beta ** step', ': beta * step'],
    ['engine/optimizers/nadam.ts', 'rule.step + 1', 'rule.step + 2'],
    ['engine/optimizers/nadam.ts', '0.96 **', '0.95 **'],
    ['engine/optimizers/adadelta.ts', 'change * change', 'change + change'],
    ['engine/optimizers/lion.ts', 'beta2 * before +', 'beta2 * before -'],
    ['engine/optimizers/table.ts', 'weight - decay * weight', 'weight + decay * weight'],
    ['engine/optimizers/table.ts', "optimizer.type === 'lion'", "optimizer.type !== 'lion'"],
  ],
  'engine/gradcheck.test.ts': [
    ['engine/reference/losses.ts', 'sigmoid(z) - t', 'sigmoid(z) + t'],
    ['engine/reference/losses.ts', '2 * (o - t)', '3 * (o - t)'],
    ['engine/reference/losses.ts', 'probability * targets -', 'probability * targets +'],
    ['engine/reference/activations.ts', 'a * (1 - a)', 'a * (1 + a)'],
    ['engine/reference/activations.ts', 'at(da, from + unit) - dot', 'at(da, from + unit) + dot'],
    ['engine/reference/activations.ts', 'a + activation.alpha', 'a - activation.alpha'],
    ['engine/reference/normalization.ts', 'sum / rows - (', 'sum / rows + ('],
    ['engine/updates.ts', 'keras ? 2 * squared', 'keras ? 3 * squared'],
  ],
  'engine/edges.test.ts': [
    ['engine/reference/losses.ts', 'const LOG_FLOOR = -100', 'const LOG_FLOOR = -10'],
    ['engine/layers/batchNormalization.ts', '(1 - kept) * at(batchMean', '(2 - kept) * at(batchMean'],
    ['engine/layers/batchNormalization.ts', 'rows === 1', 'rows === 2'],
  ],
  'engine/evaluation.test.ts': [
    ['engine/layers/batchNormalization.ts', 'if (!training) {', 'if (training) {'],
    ['engine/evaluation.ts', 'total / order.length', 'total * order.length'],
  ],
  'engine/metrics.test.ts': [
    ['engine/reference/losses.ts', 'delta * size - 0.5', 'delta * size - 0.6'],
    ['kinds/metrics/topKAccuracy.ts', 'if (above < k)', 'if (above > k)'],
    ['kinds/metrics/precision.ts', 'ratio(hits, hits + extra)', 'ratio(hits, hits - extra)'],
    ['kinds/metrics/r2.ts', 'total += 1 - at(sums, base) / spread', 'total += 1 + at(sums, base) / spread'],
  ],
  'engine/initializers.test.ts': [
    ['engine/initializers.ts', '6 / (fanIn + fanOut)', '6 / (fanIn - fanOut)'],
    ['engine/initializers.ts', 'Math.abs(value) <= 2', 'Math.abs(value) <= 3'],
    ['engine/initializers.ts', '1 / Math.sqrt(target.inputs)', '2 / Math.sqrt(target.inputs)'],
  ],
  'engine/schedules.test.ts': [
    [
      'engine/schedules.ts',
      'moment.iteration - schedule.warmupSteps',
      'moment.iteration + schedule.warmupSteps',
    ],
    ['engine/monitors.ts', 'value + minDelta < best', 'value + minDelta > best'],
  ],
  'kernels/backendWasm.test.ts': [
    ['kernels/vector/rules.ts', 'nmadd(n1, n1, n0)', 'madd(n1, n1, n0)'],
    ['kernels/vector/rules.ts', 'nmadd(first, n0, ', 'madd(first, n0, '],
    ['kernels/dropout.ts', 'round < 10', 'round < 11'],
    ['kernels/columns.ts', 'nmadd(read(xHat', 'madd(read(xHat'],
    ['kernels/losses.ts', 'if (kind == HUBER) return f32x4.min(', 'if (kind != HUBER) return f32x4.min('],
    ['kernels/softmax.ts', 'i += 4', 'i += 8'],
    ['kernels/gemm.ts', 'panels = (rows + 5) / 6', 'panels = (rows + 4) / 6'],
  ],
};

/** Whether one character was replaced, put in or taken out. */
function isOneCharacter(from, to) {
  let start = 0;
  while (start < from.length && from[start] === to[start]) start++;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  return Math.max(from.length, to.length) - start - end === 1;
}

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
