/**
 * `npm run attack:runs`: flips single bits of a run's files (25,000 in run.json) and looks at the list of runs, the run,
 * its exports and what the panel makes of it. Prints how the flips were told, and each fault; exit code 1 if there is one.
 *
 *   npm run attack:runs -- --flips 2000
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mustRun } from '../../scripts/lib/task.mjs';
import { listRuns } from '../../src/runs/list.ts';
import { changeUserData } from '../../src/runs/folder/userData.ts';
import { attackRun } from '../../test/support/attackRuns.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const SPEC = {
  formatVersion: 1,
  name: 'attacked',
  data: { source: { builtin: 'moons', samples: 200 }, split: { validation: 0.2 } },
  model: {
    layers: [
      { type: 'dense', units: 6, activation: 'tanh' },
      { type: 'batchNormalization' },
      { type: 'dropout', rate: 0.1 },
      { type: 'dense', units: 2, activation: 'softmax' },
    ],
  },
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  optimizer: 'adam',
  training: { epochs: 4, batchSize: 20 },
};

const { values } = parseArgs({ options: { flips: { type: 'string', default: '25000' } } });
const flips = Number(values.flips);
const folder = await mkdtemp(join(tmpdir(), 'nnspec-attack-'));
try {
  const spec = join(folder, 'attacked.nnspec.json');
  await writeFile(spec, JSON.stringify(SPEC, null, 2));
  const runs = join(folder, '.nnspec', 'runs');
  await mustRun(process.execPath, [CLI, 'train', spec, '--run-dir', join(runs, 'attacked')], { cwd: folder });
  await cp(join(runs, 'attacked'), join(runs, 'beside'), { recursive: true });
  await changeUserData(join(runs, 'attacked'), { name: 'Attacked', note: 'two\nlines', starred: true });
  if ((await listRuns(runs)).length !== 2) throw new Error('the runs to attack are not there');
  let faults = 0;
  for (const [file, share] of [
    ['run.json', 1],
    ['journal.ndjson', 0.1],
    ['user.json', 0.04],
    ['probes.ndjson', 0.04],
  ] as const) {
    const began = performance.now();
    const outcome = await attackRun({
      folder: join(runs, 'attacked'),
      file,
      flips: Math.ceil(flips * share),
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    const refused = Object.entries(outcome.refused).map(([code, count]) => `${code} ${count}`);
    console.log(
      `${file}: ${outcome.flips} flips in ${seconds} s; listed as a run ${outcome.asRun}, as broken ${outcome.asBroken}; ` +
        `opened ${outcome.opened}, refused ${refused.join(', ') || 'none'}; faults ${outcome.faults.length}`,
    );
    for (const fault of outcome.faults.slice(0, 20)) console.log(`  ${fault}`);
    faults += outcome.faults.length;
  }
  process.exitCode = faults === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
