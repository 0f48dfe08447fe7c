/** `NNSPEC_MAX_RUN_SIZE`. */
import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRuntime, runCli, SMALL_SPEC, specFolder } from '../../support/trainingRuntime.ts';

describe('the size limit of a run on the command line', () => {
  let place: Awaited<ReturnType<typeof specFolder>>;
  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });
  beforeEach(async () => {
    place = await specFolder(SMALL_SPEC);
    process.env['NNSPEC_MAX_RUN_SIZE'] = '0.1';
  });
  afterEach(async () => {
    delete process.env['NNSPEC_MAX_RUN_SIZE'];
    await place.remove();
  });
  const exported = async (format: string): Promise<string> => {
    const path = join(place.folder, `run.${format}`);
    assert.equal((await cli('export', 'run', '--to', format, '--out', path)).code, 0);
    return path;
  };
  const cli = (...args: string[]) => runCli(args, place.folder);

  it('holds, is told, and changes nothing of the training', async () => {
    const some = await cli(
      'train',
      'spec.nnspec.json',
      '--run-dir',
      'run',
      '--set',
      'training.epochs=300',
      '--json',
    );
    assert.equal(some.code, 0, some.stderr);
    assert.match(some.stderr, /warning NN-RUN-THINNED .*NNSPEC_MAX_RUN_SIZE/);
    assert.match(some.stdout, /"event":"problem","code":"NN-RUN-THINNED","severity":"warning"/);
    const names = (await readdir(join(place.folder, 'run'))).filter((name) => /^events|^journal/.test(name));
    let bytes = 0;
    for (const name of names) bytes += (await stat(join(place.folder, 'run', name))).size;
    assert(bytes > 0.05 * 2 ** 20 && bytes < 0.11 * 2 ** 20, String(bytes));
    const replay = await cli('train', '--replay', 'run', '--run-dir', 'replay');
    assert.equal(replay.code, 0, replay.stdout + replay.stderr);
    const report = await cli('export', 'run', '--to', 'csv');
    assert.match(report.stderr, /warning NN-RUN-THINNED/);
    const { runs } = JSON.parse(await readFile(await exported('json'), 'utf8')) as {
      runs: { epochs: { epoch: number }[] }[];
    };
    assert.equal(runs[0]?.epochs.at(-1)?.epoch, 300);
    const more = await cli('train', 'run', '--resume', '--more-epochs', '2');
    assert.equal(more.code, 0, more.stderr);
  });

  it('must be a number', async () => {
    process.env['NNSPEC_MAX_RUN_SIZE'] = 'much';
    const { code, stderr } = await cli('train', 'spec.nnspec.json');
    assert.equal(code, 2);
    assert.match(stderr, /NNSPEC_MAX_RUN_SIZE must be a number of megabytes/);
  });
});
