/** Run folders of strangers: links and odd files in every place where something is read, written, cut or removed. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFile,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NnError } from '../../../../src/base/errors.ts';
import { headerText } from '../../../../src/app/headerText.ts';
import { writeAtomically } from '../../../../src/runs/folder/files.ts';
import { folderBeside } from '../../../../src/runs/folder/folders.ts';
import { readForReport } from '../../../../src/runs/export/exportRun.ts';
import { eventFiles } from '../../../../src/runs/events/eventNames.ts';
import { RunLister } from '../../../../src/runs/list.ts';
import {
  openPlain,
  readPlainText,
  requirePlainFolder,
  writePlain,
} from '../../../../src/runs/folder/safePaths.ts';
import { RunStore } from '../../../../src/runs/store.ts';
import { isTrashed, restoreRun, trashRun } from '../../../../src/runs/folder/trash.ts';
import { changeUserData } from '../../../../src/runs/folder/userData.ts';
import { readOrigin } from '../../../../src/session/origin.ts';
import { epochsOf, frameOf, makeRun } from '../support.ts';

const LINK = { code: 'NN-RUN-LINK' };
const FACTS = { backend: 'reference', threads: 1, keep: 1 };
const SECRET = 'what is outside, line one\nline two';

describe('folders and files of runs', () => {
  let base: string;
  /** A project, and beside it what must stay as it is. */
  let project: string;
  let outside: string;
  let runs: string;

  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'nnspec-safe-')));
    project = join(base, 'project');
    outside = join(base, 'outside');
    runs = join(project, '.nnspec', 'runs');
    await mkdir(join(outside, 'deep'), { recursive: true });
    await mkdir(project);
    await writeFile(join(outside, 'secret.txt'), SECRET);
    await writeFile(join(outside, 'deep', 'last.safetensors.0123abcd.tmp'), SECRET);
    await writeFile(join(outside, 'deep', 'epoch-1.safetensors'), SECRET);
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  async function storedRun(): Promise<string> {
    const store = await makeRun(runs);
    await store.appendFrame(frameOf(1, [[0.5, 0.01]]));
    await store.appendEpochs(epochsOf([1, 0.5]), 1);
    await store.close();
    await writeFile(join(store.folder, 'checkpoints', 'last.safetensors'), 'weights');
    return store.folder;
  }

  async function nothingOutsideChanged(): Promise<void> {
    assert.equal(await readFile(join(outside, 'secret.txt'), 'utf8'), SECRET);
    assert.deepEqual((await readdir(outside)).sort(), ['deep', 'secret.txt']);
    assert.deepEqual((await readdir(join(outside, 'deep'))).sort(), [
      'epoch-1.safetensors',
      'last.safetensors.0123abcd.tmp',
    ]);
  }

  async function becomeLink(path: string, target = join(outside, 'secret.txt')): Promise<void> {
    await rm(path, { recursive: true, force: true });
    await symlink(target, path);
  }

  it('opens ordinary files only, and writes to none that has a second name', async () => {
    const file = join(project, 'file');
    await writePlain(file, 'a', 'append');
    await writePlain(file, 'b', 'append');
    assert.equal(await readPlainText(file), 'ab');
    await writePlain(file, 'c', 'replace');
    assert.equal(await readPlainText(file), 'c');
    await symlink(file, join(project, 'link'));
    await symlink(join(outside, 'new'), join(project, 'nowhere'));
    execFileSync('mkfifo', [join(project, 'pipe')]);
    for (const name of ['link', 'nowhere', 'pipe', '.']) {
      for (const mode of ['read', 'append', 'change', 'replace'] as const) {
        await assert.rejects(openPlain(join(project, name), mode), (error) => {
          assert.ok(NnError.is(error, 'NN-RUN-LINK') || (name === '.' && mode !== 'read'), `${name} ${mode}`);
          return true;
        });
      }
    }
    await link(join(outside, 'secret.txt'), join(project, 'second'));
    assert.equal(await readPlainText(join(project, 'second')), SECRET);
    for (const mode of ['append', 'change', 'replace'] as const) {
      await assert.rejects(openPlain(join(project, 'second'), mode), LINK);
    }
    await nothingOutsideChanged();
  });

  it('refuses a linked folder below the root, and takes what the user has named', async () => {
    await symlink(outside, join(project, '.nnspec'));
    await assert.rejects(requirePlainFolder(runs), LINK);
    await assert.rejects(requirePlainFolder(runs, project), LINK);
    await symlink(project, join(base, 'way'));
    await requirePlainFolder(join(base, 'way', 'runs'), join(base, 'way'));
    // An absolute setting that leads through links of the user's own.
    await symlink(outside, join(base, 'mine'));
    await requirePlainFolder(join(base, 'mine'), project);
    await requirePlainFolder(join(base, 'mine', 'deep'));
    await assert.rejects(requirePlainFolder(join(base, 'mine')), LINK);
  });

  it('keeps no run behind a link', async () => {
    for (const linked of ['.nnspec', join('.nnspec', 'runs')]) {
      await rm(join(project, '.nnspec'), { recursive: true, force: true });
      await mkdir(dirname(join(project, linked)), { recursive: true });
      await symlink(outside, join(project, linked));
      await assert.rejects(makeRun(runs), LINK, linked);
      assert.match((await new RunLister().list(runs)).broken[0]?.reason ?? '', /is a link/, linked);
      await nothingOutsideChanged();
    }
    await rm(join(project, '.nnspec'), { recursive: true });
    await symlink(outside, join(project, 'kept'));
    const root = project;
    assert.match(
      (await new RunLister().list(join(project, 'kept'), root)).broken[0]?.reason ?? '',
      /is a link/,
    );
    await mkdir(runs, { recursive: true });
    await symlink(join(outside, 'ignored'), join(runs, '.gitignore'));
    await storedRun();
    await nothingOutsideChanged();
  });

  it('goes on in no folder whose files are links, and leaves their targets as they were', async () => {
    const files = ['run.json', 'journal.ndjson', 'probes.ndjson', 'events', 'checkpoints'];
    for (const name of files) {
      const folder = await storedRun();
      const [events = ''] = await eventFiles(folder);
      const path = join(folder, name === 'events' ? events : name);
      await becomeLink(path, name === 'checkpoints' ? join(outside, 'deep') : join(outside, 'secret.txt'));
      await assert.rejects(
        RunStore.reopen(folder, { step: 1, epochs: 1, interventions: 0 }, FACTS),
        LINK,
        name,
      );
      await nothingOutsideChanged();
      // The same by a hard link, where the file would be written in place.
      if (name === 'run.json' || name === 'checkpoints') continue;
      await rm(path);
      await link(join(outside, 'secret.txt'), path);
      await assert.rejects(
        RunStore.reopen(folder, { step: 1, epochs: 1, interventions: 0 }, FACTS),
        LINK,
        name,
      );
      await nothingOutsideChanged();
    }
  });

  it('reads nothing through a link: runs, exports, checkpoints, specs, notes', async () => {
    for (const name of [
      'run.json',
      'journal.ndjson',
      'probes.ndjson',
      'spec.nnspec.json',
      'user.json',
      'events',
    ]) {
      const folder = await storedRun();
      await becomeLink(join(folder, name === 'events' ? ((await eventFiles(folder))[0] ?? '') : name));
      await assert.rejects(readForReport(folder), LINK, name);
    }
    const folder = await storedRun();
    await becomeLink(join(folder, 'checkpoints', 'last.safetensors'));
    const options = { specPath: '', specText: '', runsFolder: runs, workerPath: '', threads: 1 } as const;
    await assert.rejects(
      readOrigin({ ...options, memoryLimit: 1, allowedRoots: null, resumeFrom: folder }),
      LINK,
    );
    await rename(folder, join(outside, 'moved'));
    await symlink(join(outside, 'moved'), folder);
    await assert.rejects(readForReport(folder), LINK);
    await assert.rejects(changeUserData(folder, { note: 'mine' }), LINK);
    await assert.rejects(lstat(join(outside, 'moved', 'user.json')), { code: 'ENOENT' });
  });

  it('puts a whole file in the place of a link', async () => {
    const file = join(project, 'whole');
    await symlink(join(outside, 'secret.txt'), file);
    await writeAtomically(file, 'mine');
    assert.ok((await lstat(file)).isFile());
    await nothingOutsideChanged();
  });

  it('removes only leftovers of its own', async () => {
    const folder = await storedRun();
    await writeFile(join(folder, 'thesis.tmp'), 'mine');
    await writeFile(join(folder, 'run.json.0123abcd.tmp'), 'half');
    await (await RunStore.reopen(folder, { step: 1, epochs: 1, interventions: 0 }, FACTS)).close();
    const names = await readdir(folder);
    assert.ok(names.includes('thesis.tmp'));
    assert.ok(!names.includes('run.json.0123abcd.tmp'));
  });

  it('takes a run beside it by a plain name only', () => {
    assert.equal(folderBeside('/a/runs/one', 'two'), join('/a/runs', 'two'));
    for (const id of ['', '.', '..', '../two', 'a/b', 'a\\b', '/two', '.trash']) {
      assert.equal(folderBeside('/a/runs/one', id), null, id);
    }
  });

  it('puts runs into no trash that is a link', async () => {
    const folder = await storedRun();
    await symlink(outside, join(runs, '.trash'));
    await assert.rejects(trashRun(folder), LINK);
    assert.ok((await lstat(folder)).isDirectory());
    await nothingOutsideChanged();
  });

  it('takes only what it has put there itself for trash', async () => {
    const run = await trashRun(await storedRun());
    assert.equal(await isTrashed(run), true);
    // What has come with the repository knows no mark, or that of another deletion.
    assert.equal(await isTrashed({ ...run, mark: 'guessed' }), false);
    assert.equal(await isTrashed({ ...run, trashed: outside }), false);
    assert.equal(await isTrashed({ ...run, folder: join(outside, 'x'), trashed: project }), false);
    await rm(join(run.trashed, 'run.json'));
    assert.equal(await isTrashed(run), false, 'no run');
    await writeFile(join(run.trashed, 'run.json'), '{}');
    assert.equal(await isTrashed(run), true);
    await rename(run.trashed, join(outside, 'moved'));
    await symlink(join(outside, 'moved'), run.trashed);
    assert.equal(await isTrashed(run), false, 'a link in its place');
    await rm(run.trashed);
    await rename(join(outside, 'moved'), run.trashed);
    await restoreRun(run);
    assert.deepEqual((await readdir(run.folder)).includes('deleted'), false);
  });

  it('completes columns from no file outside of an untrusted workspace', async () => {
    await appendFile(join(project, 'own.csv'), 'a,b\n1,2\n');
    await symlink(join(outside, 'secret.txt'), join(project, 'd.csv'));
    await symlink(outside, join(project, 'folder'));
    assert.equal(await headerText(join(project, 'own.csv'), [project]), 'a,b\n1,2\n');
    assert.equal(await headerText(join(project, 'd.csv'), [project]), '');
    assert.equal(await headerText(join(project, 'folder', 'secret.txt'), [project]), '');
    assert.equal(await headerText(join(outside, 'secret.txt'), [project]), '');
    // Trusted: as the data of the spec is read.
    assert.equal(await headerText(join(project, 'd.csv'), null), SECRET);
  });
});
