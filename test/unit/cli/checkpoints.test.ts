/** `training.checkpoint`: which weights a run keeps while it goes on, and that a run can go on from each of them. */
import assert from 'node:assert/strict';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '../../../src/engine/checkpoint.ts';
import { buildRuntime, runCli, specFolder } from '../../support/trainingRuntime.ts';

describe('checkpoints every so many epochs', () => {
  let place: Awaited<ReturnType<typeof specFolder>>;

  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
    place = await specFolder();
  });
  after(() => place.remove());

  const train = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await runCli(['train', ...args], place.folder);
    assert.equal(code, 0, stderr);
  };
  const trainSpec = (run: string, ...values: string[]) =>
    train('spec.nnspec.json', '--run-dir', run, ...values.flatMap((value) => ['--set', value]));
  const kept = async (run: string) => (await readdir(join(place.folder, run, 'checkpoints'))).sort();
  /** Weights and the optimizer's state. */
  const tensors = async (run: string, checkpoint: string) =>
    decodeSafetensors(await readFile(join(place.folder, run, 'checkpoints', `${checkpoint}.safetensors`)))
      .tensors;

  for (const [checkpoint, epochs] of [
    [{ everyEpochs: 0, keep: 2 }, []],
    [{ everyEpochs: 2, keep: 2 }, [4, 6]],
    [{ everyEpochs: 3, keep: 9 }, [3, 6]],
    [{ everyEpochs: 1 }, [5, 6, 7]],
    [{ everyEpochs: 7, keep: 1 }, [7]],
    [{ everyEpochs: 8, keep: 1 }, []],
  ] as const) {
    const value = JSON.stringify(checkpoint);
    it(`keeps ${epochs.length === 0 ? 'none' : epochs.join(', ')} of 7 epochs with ${value}`, async () => {
      const run = `kept-${Object.values(checkpoint).join('-')}`;
      await trainSpec(run, 'training.epochs=7', `training.checkpoint=${value}`);
      assert.deepEqual(
        await kept(run),
        ['best', ...epochs.map((epoch) => `epoch-${epoch}`), 'last'].map((name) => `${name}.safetensors`),
      );
    });
  }

  it('takes the keys one by one, too, and refuses what is no number of epochs', async () => {
    await trainSpec('single', 'training.checkpoint.everyEpochs=2', 'training.checkpoint.keep=1');
    assert.deepEqual(await kept('single'), ['best.safetensors', 'epoch-4.safetensors', 'last.safetensors']);
    for (const wrong of ['everyEpochs=-1', 'everyEpochs=1.5', 'keep=0']) {
      const set = `training.checkpoint.${wrong}`;
      const { code, stderr } = await runCli(['train', 'spec.nnspec.json', '--set', set], place.folder);
      assert.equal(code, 1, wrong);
      assert.match(stderr, /error NN-SPEC-/, wrong);
    }
  });

  it('each holds the state after its epoch, and a branch from each ends like the whole run', async () => {
    await trainSpec('whole', 'training.epochs=6', 'training.checkpoint={"everyEpochs":2,"keep":9}');
    assert.equal((await kept('whole')).length, 5);
    const end = await tensors('whole', 'last');
    assert.deepEqual(await tensors('whole', 'epoch-6'), end);
    for (const epoch of [2, 4]) {
      await trainSpec(`short-${epoch}`, `training.epochs=${epoch}`);
      const state = await tensors('whole', `epoch-${epoch}`);
      assert.notDeepEqual(state, end);
      assert.deepEqual(state, await tensors(`short-${epoch}`, 'last'));
      await train('whole', '--branch', `epoch-${epoch}`, '--run-dir', `branch-${epoch}`);
      assert.deepEqual(await tensors(`branch-${epoch}`, 'last'), end);
    }
  });

  for (const [monitor, sign] of [
    ['validation.loss', 1],
    ['train.loss', 1],
    ['validation.accuracy', -1],
  ] as const) {
    it(`best is the epoch of the best ${monitor}, the first of equals`, async () => {
      const checkpoint = { everyEpochs: 1, keep: 12, best: monitor };
      // A learning rate at which the curves go up and down.
      const values = [
        'optimizer.learningRate=0.3',
        'training.epochs=12',
        `training.checkpoint=${JSON.stringify(checkpoint)}`,
      ];
      const sets = values.flatMap((value) => ['--set', value]);
      const args = ['train', 'spec.nnspec.json', '--run-dir', `best-${monitor}`, '--json', ...sets];
      const { code, stdout, stderr } = await runCli(args, place.folder);
      assert.equal(code, 0, stderr);
      const [split = '', metric = ''] = monitor.split('.');
      const seen = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, Record<string, number> | string>)
        .filter(({ event }) => event === 'epoch')
        .map((line) => sign * ((line[split] as Record<string, number>)[metric] ?? NaN));
      assert.equal(seen.length, 12);
      const best = seen.indexOf(Math.min(...seen)) + 1;
      assert(best > 1 && best < 12, `the test tells nothing: ${seen.join(', ')}`);
      const run = `best-${monitor}`;
      assert.deepEqual(await tensors(run, 'best'), await tensors(run, `epoch-${best}`));
    });
  }

  it('keeps counting when a run is resumed, and ends like the run that was never cut off', async () => {
    const checkpoint = 'training.checkpoint={"everyEpochs":2,"keep":2}';
    await trainSpec('parts', 'training.epochs=5', checkpoint);
    assert.deepEqual((await kept('parts')).slice(1, -1), ['epoch-2.safetensors', 'epoch-4.safetensors']);
    await train('--resume', 'parts', '--more-epochs', '4');
    await trainSpec('one', 'training.epochs=9', checkpoint);
    const names = await kept('one');
    assert.deepEqual(names.slice(1, -1), ['epoch-6.safetensors', 'epoch-8.safetensors']);
    assert.deepEqual(await kept('parts'), names);
    for (const name of names.map((file) => file.replace('.safetensors', ''))) {
      assert.deepEqual(await tensors('parts', name), await tensors('one', name), name);
    }
  });

  it('one that is damaged is refused with the intact ones, and the run goes on from one of them to the same bits', async () => {
    await trainSpec('sound', 'training.epochs=6');
    await trainSpec('damaged', 'training.epochs=6', 'training.checkpoint.everyEpochs=2');
    const path = join(place.folder, 'damaged', 'checkpoints', 'last.safetensors');
    const bytes = await readFile(path);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 4;
    // Its other names (`best`, `epoch-6`) may be of the same file.
    await rm(path);
    await writeFile(path, bytes);
    for (const args of [
      ['train', 'damaged', '--resume'],
      ['train', 'damaged', '--branch', 'last'],
      ['train', '--replay', 'damaged'],
      ['export', 'damaged', '--to', 'safetensors', '--last'],
    ]) {
      const { code, stderr } = await runCli(args, place.folder);
      assert.equal(code, 1, stderr);
      assert.match(stderr, /error NN-RUN-CHECKPOINT-BROKEN .*Intact: best \(epoch/, args.join(' '));
    }
    for (const wrong of ['../last', 'epoch-0', 'epoch--1', 'worst']) {
      assert.equal((await runCli(['train', 'damaged', '--resume', '--from', wrong], place.folder)).code, 2);
    }
    await train('damaged', '--resume', '--from', 'epoch-4');
    assert.deepEqual(await tensors('damaged', 'last'), await tensors('sound', 'last'));
  });
});
