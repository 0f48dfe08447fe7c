/** The lessons that come along, and the answers of a class, through the command line. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseLesson } from '../../../../src/run/lesson/lesson.ts';
import { buildRuntime, runCli } from '../../../support/trainingRuntime.ts';

const LESSONS = resolve(import.meta.dirname, '../../../../examples/lessons');
const STEP_1 = '3-backpropagation-1.nnlesson.md';

describe('lessons on the command line', () => {
  let folder: string;
  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
    folder = await mkdtemp(join(tmpdir(), 'nnspec-lessons-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('have the same tasks in both languages, and thirty in all, whose numbers the engine knows', async function () {
    this.timeout(120_000);
    const names = (await readdir(LESSONS)).filter((name) => name.endsWith('.nnlesson.md'));
    let count = 0;
    for (const name of names) {
      const english = parseLesson(await readFile(join(LESSONS, name), 'utf8'));
      const korean = parseLesson(await readFile(join(LESSONS, 'ko', name), 'utf8'));
      const shape = ({ tasks }: typeof english): unknown[] =>
        tasks.map((task) => [
          task.id,
          task.kind === 'number' ? task.ask : task.options.map(({ right }) => right),
        ]);
      assert.deepEqual(shape(korean), shape(english), name);
      count += english.tasks.length;
      const answers = english.tasks.flatMap(({ id }) => ['--answer', `${id}=99`]);
      const { code, stdout, stderr } = await runCli(['lesson', name, ...answers], LESSONS);
      assert.equal(stderr, '');
      assert.equal(code, 1);
      assert.equal(stdout.trimEnd().split('\n').length, english.tasks.length);
      const ko = await runCli(['lesson', join('ko', name), ...answers], LESSONS);
      assert.equal(ko.stderr, '');
    }
    assert.ok(count >= 30, String(count));
  });

  it('name the slip behind a wrong answer', async () => {
    const right = await runCli(['lesson', STEP_1, '--answer', 'w5=0.025923'], LESSONS);
    assert.deepEqual([right.code, right.stdout], [0, 'w5: right.\n']);
    const wrong = await runCli(['lesson', STEP_1, '--answer', 'w5=0.10891', '--json'], LESSONS);
    assert.equal(wrong.code, 1);
    const { right: isRight, hint } = JSON.parse(wrong.stdout) as { right: boolean; hint: string };
    assert.deepEqual([isRight, hint], [false, 'The factor ∂o1/∂z3 was left out.']);
    assert.equal((await runCli(['lesson', STEP_1, '--answer', 'w5'], LESSONS)).code, 2);
    const unknown = await runCli(['lesson', STEP_1, '--answer', 'w6=1'], LESSONS);
    assert.match(unknown.stderr, /NN-LESSON-ANSWER .*w5-new/u);
  });

  it('grade the answers of thirty', async () => {
    const answers = { slope: 0.23802157, delta: 0.049853, w5: -0.02592286, 'w5-new': 0.43703857 };
    for (let index = 0; index < 30; index++)
      await writeFile(join(folder, `s${String(index)}.answers.json`), JSON.stringify(answers));
    const { code, stdout, stderr } = await runCli(
      ['grade', folder, '--lesson', join(LESSONS, STEP_1)],
      folder,
    );
    assert.deepEqual([code, stderr], [0, '']);
    const rows = stdout.trimEnd().split('\n');
    assert.equal(rows.length, 1 + 30 * 6);
    assert.equal(rows[0], 'name,task,answer,result,hint');
    assert.ok(rows.includes('s7,slope,0.23802157,right,'));
    assert.match(
      rows.find((row) => row.startsWith('s7,w5,')) ?? '',
      /^s7,w5,'?-0\.02592286,wrong,"?The size is right/u,
    );
    assert.ok(rows.includes('s29,w8,,missing,'));
    await writeFile(join(folder, 'z.answers.json'), '[1]');
    const broken = await runCli(['grade', folder, '--lesson', join(LESSONS, STEP_1)], folder);
    assert.match(broken.stderr, /NN-LESSON-ANSWERS/u);
  });
});
