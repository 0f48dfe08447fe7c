/**
 * npm run kills [-- --count 50] [--seed 1] [--ends 1] [--hosts 5]: kills `nnspec train` with SIGKILL at random moments, 1 to 8 s
 * after its start: five kinds of run, each with every setting of `training.checkpoint`, and each run a second time after it was
 * resumed. Every folder must open, and hold every step and epoch that was told; `--resume` of a run that is being trained must
 * be refused. Of each five runs `--ends` go on (`--more-epochs`), and must have the checkpoints of a run that was never killed.
 * Then the process in which VS Code runs the extension is killed. Exit code 1 if something is missing or differs.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RandomStream } from '../../src/base/philox.ts';
import { readRun } from '../../src/runs/reader.ts';
import { ENDLESS, hostSpec, KINDS, SETTINGS, specOf, writeData, type Kind } from './killKinds.ts';
import { canResume, checkpointsOf, isRefused, lossOf, tensorsIn, train, type Loss } from './killProcess.ts';
import { killHosts } from './killsHost.ts';

/** Kills of one run. */
const KILLS_OF_A_RUN = 2;
/** Milliseconds from the start of a process to its kill. */
const EARLIEST = 1000;
const LATEST = 8000;
/** A second process needs some time to be refused: it is started after so long, where the kill is later than that. */
const BUSY_AT = 3000;
/** Share of the epochs so far for which a run goes on after the last kill. */
const MORE = 0.2;
/** So many that the run is still going when its host has been killed often. */
const EPOCHS_OF_HOSTS = 60_000;

interface Results {
  readonly kills: (Loss | null)[];
  /** True for each second process that was refused. */
  readonly refused: boolean[];
  /** True for each continued run that has the checkpoints of one that was never killed. */
  readonly equal: boolean[];
}

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    ends: { type: 'string', default: '1' },
    hosts: { type: 'string', default: '5' },
  },
});
const count = Number(values.count);
const random = new RandomStream(Number(values.seed), 'synthetic');
const folder = await mkdtemp(join(tmpdir(), 'nnspec-kills-'));

async function start(name: string, kind: Kind): Promise<ReturnType<typeof train>> {
  const resumes = await canResume(join(folder, name));
  // A run that was killed before its first checkpoint has nothing to go on from.
  if (!resumes) await rm(join(folder, name), { recursive: true, force: true });
  const args = resumes ? [name, '--resume'] : [`${name}.nnspec.json`, '--run-dir', name];
  return train(folder, args, kind.every);
}

/** Kills the run once. */
async function killOnce(name: string, kind: Kind, results: Results): Promise<void> {
  const after = EARLIEST + random.uniform() * (LATEST - EARLIEST);
  const training = await start(name, kind);
  const wait = (ms: number): Promise<unknown> => Promise.race([setTimeout(ms), training.ended]);
  const other = after > BUSY_AT;
  await wait(other ? BUSY_AT : after);
  if (other) {
    const begun = training.told.startedAt !== null;
    const [refused] = await Promise.all([begun ? isRefused(folder, name) : null, wait(after - BUSY_AT)]);
    if (refused !== null && training.isAlive()) results.refused.push(refused);
  }
  if (!training.isAlive()) throw new Error(`${name} ended before it was killed.`);
  const killed = Date.now();
  training.kill();
  await training.ended;
  try {
    const loss = await lossOf(join(folder, name), training.told, killed);
    results.kills.push(loss);
    console.error(`${count - left()} of ${count}: ${kind.name}, ${name}: ${JSON.stringify(loss)}`);
  } catch (error) {
    console.error(error);
    results.kills.push(null);
  }
}

/** Kills a run of the kind; `ends`: then it goes on for a while, and is compared with one that was never killed. */
async function killRun(
  name: string,
  kind: Kind,
  checkpoint: object,
  ends: boolean,
  results: Results,
): Promise<void> {
  const run = join(folder, name);
  await writeFile(`${run}.nnspec.json`, specOf(name, kind, ENDLESS, checkpoint));
  for (let kill = 0; kill < KILLS_OF_A_RUN && left() > 0; kill++) await killOnce(name, kind, results);
  if (ends && (await canResume(run))) results.equal.push(await isLikeWhole(name, kind, checkpoint));
  await rm(run, { recursive: true, force: true });
}

/** Trains some more epochs of a run that was killed, and a run that has as many from the start. */
async function isLikeWhole(name: string, kind: Kind, checkpoint: object): Promise<boolean> {
  const run = join(folder, name);
  const whole = `${run}-whole`;
  const epochs = (await readRun(run)).snapshot.epochs.at(-1)?.epoch ?? 0;
  const more = String(Math.ceil((epochs + 1) * MORE));
  await train(folder, [name, '--resume', '--more-epochs', more], kind.every).ended;
  const { status, file } = await readRun(run);
  if (status !== 'completed') throw new Error(`${name} has not ended: ${status}`);
  await writeFile(`${whole}.nnspec.json`, specOf(name, kind, file.end?.epochs ?? 0, checkpoint));
  await train(folder, [`${whole}.nnspec.json`, '--run-dir', whole], kind.every).ended;
  const equal = (await checkpointsOf(run)) === (await checkpointsOf(whole));
  await rm(whole, { recursive: true, force: true });
  return equal;
}

const all = KINDS.map((kind): { kind: Kind; results: Results } => ({
  kind,
  results: { kills: [], refused: [], equal: [] },
}));

function left(): number {
  return count - all.reduce((sum, { results }) => sum + results.kills.length, 0);
}

const HEAD = [
  '',
  'kills',
  'open',
  'told',
  'missing',
  'old',
  'epochs',
  'last',
  'median',
  'oldest',
  '> 2 s',
  'busy',
  'equal',
];

function row(name: string, { kills, refused, equal }: Results): string[] {
  const losses = kills.filter((kill) => kill !== null);
  const sum = (of: (loss: Loss) => number): string =>
    String(losses.reduce((total, loss) => total + of(loss), 0));
  const ages = agesOf(losses.map(({ lastAge }) => lastAge));
  const share = (list: readonly boolean[]): string => `${list.filter(Boolean).length}/${list.length}`;
  return [
    name,
    String(kills.length),
    String(losses.length),
    sum(({ told }) => told),
    sum(({ missing }) => missing),
    sum(({ missingOld }) => missingOld),
    sum(({ missingEpochs }) => missingEpochs),
    String(ages.length),
    median(ages).toFixed(0),
    (ages.at(-1) ?? 0).toFixed(0),
    String(ages.filter((age) => age > 2000).length),
    share(refused),
    share(equal),
  ];
}

function agesOf(ages: readonly (number | null)[]): number[] {
  return ages.filter((age) => age !== null).sort((a, b) => a - b);
}

/** Of ascending numbers. */
function median(ascending: readonly number[]): number {
  return ascending[Math.floor(ascending.length / 2)] ?? 0;
}

function isRight({ kills, refused, equal }: Results): boolean {
  return (
    kills.every((kill) => kill?.missing === 0 && kill.missingEpochs === 0) &&
    refused.every(Boolean) &&
    equal.every(Boolean)
  );
}

function print(): void {
  const total: Results = {
    kills: all.flatMap(({ results }) => results.kills),
    refused: all.flatMap(({ results }) => results.refused),
    equal: all.flatMap(({ results }) => results.equal),
  };
  const rows = [HEAD, ...all.map(({ kind, results }) => row(kind.name, results)), row('all', total)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  for (const [first = '', ...cells] of rows) {
    const rest = cells.map((cell, column) => cell.padStart(widths[column + 1] ?? 0));
    console.log([first.padEnd(widths[0] ?? 0), ...rest].join('  '));
  }
  console.log(
    'told: steps told by the killed processes; missing: steps up to the last one told that are not in the folder (old: up to one told a second before);',
  );
  console.log(
    'epochs: told and missing; last: kills while training, and milliseconds of training that `last` did not hold; busy: second writers refused; equal: ended as if never killed',
  );
}

/** True if the extension's host can be killed `hosts` times without a loss. */
async function hostsAreRight(hosts: number): Promise<boolean> {
  const spec = hostSpec(EPOCHS_OF_HOSTS);
  await writeFile(join(folder, 'host.nnspec.json'), spec);
  await train(folder, ['host.nnspec.json', '--run-dir', 'host'], 20).ended;
  const killed = await killHosts(hosts, spec);
  const same = (await checkpointsOf(join(folder, 'host'))).includes(
    `last.safetensors ${tensorsIn(killed.weights)}`,
  );
  const oldest = killed.ages.at(-1) ?? 0;
  console.log(`${hosts} kills of the extension host in one run: the folder opens ${killed.opened} times`);
  console.log(
    `newest record at the kill: median ${median(killed.ages).toFixed(0)} ms, oldest ${oldest.toFixed(0)} ms old`,
  );
  console.log(
    `resumed each time, it ends with ${same ? 'the' : 'OTHER'} weights and optimizer state${same ? ' of an uninterrupted one' : ''}`,
  );
  return killed.opened === hosts && same && oldest < 1000;
}

try {
  await writeData(folder);
  for (let index = 0; left() > 0; index++) {
    const place = index % all.length;
    const round = Math.floor(index / all.length);
    const of = all[place];
    // Each round has every setting, and after as many rounds each kind has had each.
    const setting = SETTINGS[(place + round) % SETTINGS.length];
    if (!of || !setting) throw new RangeError('No such kind or setting.');
    const ends = (place + all.length - (round % all.length)) % all.length < Number(values.ends);
    await killRun(`run${index}`, of.kind, setting(of.kind), ends, of.results);
  }
  print();
  const hosts = Number(values.hosts);
  const right = all.every(({ results }) => isRight(results)) && (hosts === 0 || (await hostsAreRight(hosts)));
  process.exitCode = right ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
