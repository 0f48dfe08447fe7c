import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { decodeSafetensors, encodeSafetensors } from '../../../src/engine/checkpoint.ts';
import { listRuns } from '../../../src/runs/list.ts';
import { buildRuntime, jsonLines, runCli, specFolder, startCli } from '../../support/trainingRuntime.ts';

describe('the command line', () => {
  let place: Awaited<ReturnType<typeof specFolder>>;

  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });
  beforeEach(async () => {
    place = await specFolder();
  });
  afterEach(() => place.remove());

  const run = (...args: string[]) => runCli(args, place.folder);

  it('trains and writes one JSON object a line, each at its place', async () => {
    const { code, stdout, stderr } = await run('train', 'spec.nnspec.json', '--json', '--run-dir', 'run');
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const lines = jsonLines(stdout);
    assert.equal(lines[0]?.event, 'start');
    assert.equal(lines[0]['parameters'], 33);
    assert.deepEqual(lines[0]['samples'], { train: 75, validation: 25, test: 0 });
    assert.equal(lines.at(-1)?.event, 'end');
    assert.equal(lines.at(-1)?.['reason'], 'completed');
    const order = lines
      .slice(1, -1)
      .map((line) => (line.event === 'step' ? `s${String(line['step'])}` : `e${String(line['epoch'])}`));
    const expected = [1, 2, 3, 4].flatMap((epoch) => [
      ...[1, 2, 3, 4, 5].map((step) => `s${(epoch - 1) * 5 + step}`),
      `e${epoch}`,
    ]);
    assert.deepEqual(order, expected);
    const step = lines[1];
    assert.deepEqual(Object.keys(step?.['layers'] ?? {}), ['dense1', 'dense2']);
    assert.equal((await stat(join(place.folder, 'run', 'checkpoints', 'last.safetensors'))).isFile(), true);
  });

  it('thins steps by --every and applies --set', async () => {
    const { stdout } = await run(
      'train',
      'spec.nnspec.json',
      '--json',
      '--every',
      '10',
      '--set',
      'training.epochs=6',
    );
    const steps = jsonLines(stdout).filter(({ event }) => event === 'step');
    assert.deepEqual(
      steps.map((line) => line['step']),
      [10, 20, 30],
    );
  });

  it('writes the final weights', async () => {
    const { code, stdout } = await run('train', 'spec.nnspec.json', '--weights-out', 'w.safetensors');
    assert.equal(code, 0);
    assert.match(stdout, /completed after 4 epochs \(20 steps\)/);
    const { tensors } = decodeSafetensors(await readFile(join(place.folder, 'w.safetensors')));
    assert.deepEqual(
      tensors.map(({ name, shape }) => [name, shape]),
      [
        ['dense1.kernel', [2, 8]],
        ['dense1.bias', [8]],
        ['dense2.kernel', [8, 1]],
        ['dense2.bias', [1]],
      ],
    );
  });

  it('shows the plan, or the problems with file, line, column and code', async () => {
    const right = await run('check', 'spec.nnspec.json');
    assert.equal(right.code, 0);
    assert.match(right.stdout, /dense1 +dense \(tanh\) +\[8\] +24/);
    const wrong = await run('check', 'spec.nnspec.json', '--set', 'optimizer.type=adan');
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /^spec\.nnspec\.json:1:\d+: error NN-SPEC-[A-Z-]+ .*adam/);
    const json = await run('check', 'spec.nnspec.json', '--json', '--set', 'optimizer.type=adan');
    const [problem] = jsonLines(json.stdout);
    assert.equal(problem?.event, 'problem');
    assert.equal(problem['severity'], 'error');
    assert.equal(problem['file'], place.spec);
  });

  for (const [args, pattern] of [
    [[], /Usage: nnspec COMMAND/],
    [['tarin', 'spec.nnspec.json'], /Did you mean train\?/],
    [['train'], /FILE is missing/],
    [['train', 'spec.nnspec.json', '--jsn'], /Did you mean --json\?/],
    [['train', 'spec.nnspec.json', '--every', '2'], /--every goes with --json/],
    [['train', 'spec.nnspec.json', '--json', '--every', '0'], /whole number of at least 1/],
    [['train', 'spec.nnspec.json', '--set', 'nothing'], /path=value/],
    [['compare', 'spec.nnspec.json'], /--optimizers/],
    [['compare', 'spec.nnspec.json', '--vary', 'seed'], /--vary needs path=a,b,c/],
    [['compare', 'spec.nnspec.json', '--epochs', '1', '--steps', '2'], /--epochs and --steps/],
    [['compare', 'spec.nnspec.json', '--target', 'x='], /--target is/],
    [['compare', 'spec.nnspec.json', '--profile'], /--profile goes with two specs or more/],
    [['compare', 'spec.nnspec.json', 'spec.nnspec.json'], /--profile goes with two specs or more/],
    [['compare', 'spec.nnspec.json', '--learning-rates', 'fine'], /--learning-rates is/],
    [['export', 'run', '--to', 'word'], /--to is one of/],
  ] as const) {
    it(`takes "${args.join(' ')}" for wrong usage`, async () => {
      const { code, stdout, stderr } = await run(...args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, pattern);
    });
  }

  it('ends with 1 and no stack where a file or a run is not there', async () => {
    for (const args of [
      ['train', 'nothing.nnspec.json'],
      ['check', place.folder],
      ['export', 'nothing', '--to', 'csv'],
      ['train', '--resume', 'nothing'],
      ['export', 'run', '--to', 'onnx'],
    ]) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 1, args.join(' '));
      assert.match(stderr, /error NN-[A-Z-]+ /);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });

  it('has help for every command', async () => {
    const { stdout } = await run('--help');
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? '');
    assert(commands.length >= 6);
    for (const command of commands) {
      const help = await run(command, '--help');
      assert.equal(help.code, 0);
      assert.match(help.stdout, new RegExp(`Usage: nnspec ${command} `));
    }
  });

  it('writes a checkpoint when interrupted, ends with 130, and goes on from it', async () => {
    const long = ['--set', 'training.epochs=100000'];
    const { child, result } = startCli(
      ['train', 'spec.nnspec.json', '--run-dir', 'run', ...long],
      place.folder,
    );
    assert(child.stdout);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    assert.equal((await result).code, 130);
    const [summary] = await listRuns(place.folder);
    assert.equal(summary?.status, 'stopped');
    assert.equal(summary.resumable, true);
  });

  it('survives kill -9: the run opens, and resumed it ends with the same weights', async function () {
    this.timeout(60_000);
    const train = ['train', 'spec.nnspec.json', '--set', 'training.epochs=60000'];
    const whole = runCli(
      [...train, '--run-dir', 'whole', '--weights-out', 'whole.safetensors'],
      place.folder,
    );
    const { child, result } = startCli([...train, '--run-dir', 'run'], place.folder);
    assert(child.stdout);
    await once(child.stdout, 'data');
    const checkpoint = join(place.folder, 'run', 'checkpoints', 'last.safetensors');
    while ((await stat(checkpoint).catch(() => null)) === null) await setTimeout(20);
    child.kill('SIGKILL');
    assert.equal((await result).signal, 'SIGKILL');
    const summary = (await listRuns(place.folder)).find(({ id }) => id === 'run');
    assert.equal(summary?.status, 'interrupted');
    const resumed = await run('train', '--resume', 'run', '--weights-out', 'resumed.safetensors');
    assert.equal(resumed.code, 0, resumed.stderr);
    await whole;
    const [a, b] = await Promise.all(
      ['whole', 'resumed'].map((name) => readFile(join(place.folder, `${name}.safetensors`))),
    );
    assert.deepEqual(b, a);
  });

  it('replays a run, trains it for more epochs and branches from its checkpoints', async () => {
    const trained = await run('train', 'spec.nnspec.json', '--run-dir', 'run');
    assert.equal(trained.code, 0, trained.stderr);
    const more = await run('train', '--resume', 'run', '--more-epochs', '2');
    assert.equal(more.code, 0, more.stderr);
    const replay = await run('train', '--replay', 'run', '--run-dir', 'again', '--json');
    assert.equal(replay.code, 0, replay.stderr);
    const last = jsonLines(replay.stdout).at(-1);
    assert.deepEqual([last?.event, last?.['equal'], last?.['steps']], ['replay', true, 30]);
    const branch = await run('train', 'run', '--branch', 'best', '--run-dir', 'branch');
    assert.equal(branch.code, 0, branch.stderr);
    const [one, other] = await Promise.all(
      ['again', 'branch'].map((name) =>
        readFile(join(place.folder, name, 'checkpoints', 'last.safetensors')),
      ),
    );
    assert(one && other);
    const values = (bytes: Uint8Array) => decodeSafetensors(bytes).tensors;
    assert.deepEqual(values(other), values(one));
    for (const wrong of [
      ['--replay', '--resume', 'run'],
      ['run', '--more-epochs', '2'],
      ['--replay', 'run', '--set', 'seed=1'],
      ['--resume', 'run', '--run-dir', 'x'],
    ]) {
      assert.equal((await run('train', ...wrong)).code, 2, wrong.join(' '));
    }
    assert.match((await run('train', 'run', '--branch', 'epoch-7')).stderr, /NN-RUN-NO-CHECKPOINT/);
    // A changed bit is found: by the checksum, or by comparing, as in a checkpoint of an earlier version, which has none.
    const path = join(place.folder, 'run', 'checkpoints', 'last.safetensors');
    const bytes = await readFile(path);
    const at = bytes.length - 3;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const damaged = await run('train', '--replay', 'run');
    assert.equal(damaged.code, 1);
    assert.match(damaged.stderr, /NN-RUN-CHECKPOINT-BROKEN/);
    const { tensors, metadata } = decodeSafetensors(bytes);
    const { sha256, ...old } = metadata;
    assert.equal(sha256?.length, 64);
    await writeFile(path, encodeSafetensors(tensors, { ...old, version: '1' }));
    const different = await run('train', '--replay', 'run');
    assert.equal(different.code, 1);
    assert.match(different.stdout, /differs from the original after step 30/);
  });

  it('stops when nobody reads its output any more', async () => {
    const args = ['train', 'spec.nnspec.json', '--json', '--set', 'training.epochs=100000'];
    const { child, result } = startCli(args, place.folder);
    assert(child.stdout);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const { code, stderr } = await result;
    assert.equal(code, 130);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it('compares optimizers and exports a run', async () => {
    const compared = await run('compare', 'spec.nnspec.json', '--optimizers', 'sgd,adam', '--json');
    assert.equal(compared.code, 0, compared.stderr);
    const [sgd] = jsonLines(compared.stdout);
    assert.equal(sgd?.['steps'], 20);
    const folder = join('.nnspec', 'runs', String(sgd['run']));
    const exported = await run('export', folder, '--to', 'csv', '--out', 'run.csv');
    assert.equal(exported.code, 0, exported.stderr);
    const rows = (await readFile(join(place.folder, 'run.csv'), 'utf8')).trimEnd().split('\n');
    assert.equal(rows.length, 21);
    assert.match(rows[0] ?? '', /^step,epoch,seconds,loss,learningRate,/);
    for (const to of ['keras', 'pytorch']) {
      assert.equal((await run('export', folder, '--to', to, '--out', `${to}.py`)).code, 0);
      assert.match(await readFile(join(place.folder, `${to}.py`), 'utf8'), /def encode\(table\)/);
    }
  });

  it('says why a gradient is as it is, at any step of a run', async () => {
    await run('train', 'spec.nnspec.json', '--run-dir', 'whys');
    const text = await run('why', 'whys');
    assert.equal(text.code, 0, text.stderr);
    assert.match(text.stdout, /the factors whose product is the ratio of the gradients/);
    const { stdout } = await run('why', 'whys', '--step', '2', '--json');
    const [told] = jsonLines(stdout);
    assert.ok(told);
    assert.equal(told.event, 'why');
    assert.equal(told['step'], 2);
    const wrong = await run('why', 'whys', '--layer', 'nope');
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /NN-WHY-LAYER/);
  });

  it('explains a sample and checks gradients', async () => {
    const explained = await run('explain', 'spec.nnspec.json', '--json');
    assert.equal(explained.code, 0, explained.stderr);
    assert.equal(jsonLines(explained.stdout)[0]?.event, 'explain');
    const checked = await run('gradcheck', 'spec.nnspec.json');
    assert.equal(checked.code, 0, checked.stderr);
    assert.match(checked.stdout, /Every gradient agrees/);
  });
});
