import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import {
  readForReport,
  writeCsv,
  writeJson,
  type ExportedRun,
  type Sink,
} from '../../../../src/runs/export/exportRun.ts';
import { layerSeries } from '../../../../src/run/series.ts';
import { chartFigure, samplePoints } from '../../../../src/runs/export/report/chart.ts';
import { runsReport } from '../../../../src/runs/export/report/report.ts';
import { changeUserData } from '../../../../src/runs/folder/userData.ts';
import { epochsOf, frameOf, makePlace, makeRun } from '../support.ts';

async function textOf(write: (sink: Sink) => Promise<unknown>): Promise<string> {
  let text = '';
  await write((piece) => {
    text += piece;
    return Promise.resolve();
  });
  return text;
}
const csvOf = (...folders: string[]): Promise<string> => textOf((sink) => writeCsv(folders, sink));

const END = { reason: 'completed', epochs: 2, steps: 8, seconds: 0.08, test: { accuracy: 0.75 } } as const;
const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u0000\u2028`;

describe('exported runs', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());

  async function recorded(name: string, rows: readonly (readonly number[])[], series?: readonly string[]) {
    const store = await makeRun(place.folder, { name, ...(series ? { series } : {}) });
    await store.appendFrame(frameOf(1, rows));
    await store.appendEpochs(epochsOf([1, 0.5], [2, 0.25]), 0.08);
    await store.appendIntervention({
      step: 3,
      epoch: 1,
      path: 'optimizer.learningRate',
      from: 0.01,
      to: 0.001,
    });
    await store.finish(END);
    await store.close();
    return store.folder;
  }
  const LOSSES = Array.from({ length: 8 }, (_, index) => [1 / (index + 1), 0.01]);

  it('are a row a step as CSV, and of several runs a column says which', async () => {
    const one = await recorded('One', LOSSES);
    const lines = (await csvOf(one)).trimEnd().split('\n');
    assert.equal(
      lines[0],
      'step,epoch,seconds,loss,learningRate,epoch/train/loss,epoch/train/accuracy,epoch/validation/loss,epoch/validation/accuracy',
    );
    assert.equal(lines.length, 9);
    assert.match(lines[4] ?? '', /^4,1,[\d.]+,0\.25,[\d.]+,0\.5,0\.5,0\.6,0\.4$/);
    assert.match(lines[5] ?? '', /,,,,$/);
    const two = await recorded('Two', [[2, 0.1, 7]], ['loss', 'learningRate', 'a,b']);
    const both = (await csvOf(one, two)).trimEnd().split('\n');
    assert.match(both[0] ?? '', /^run,step,epoch,seconds,loss,learningRate,"a,b",/);
    assert.equal(both.length, 12);
    assert.ok(both[9]?.startsWith(`${basename(two)},1,1,`));
    // Epochs whose last step is not there.
    assert.match(both[10] ?? '', /,4,1,,,,,0\.5,0\.5,0\.6,0\.4$/);
    assert.equal(new Set(both.slice(1).map((line) => line.split(',').length)).size, 1);
  });

  it('are whole as JSON, with null where a number is not finite', async () => {
    const folder = await recorded('One', [
      [NaN, 0.01],
      [Infinity, 0.01],
      [0.5, 0.01],
    ]);
    await changeUserData(folder, { name: 'Renamed', note: 'why' });
    const { runs } = JSON.parse(await textOf((sink) => writeJson([folder], sink))) as {
      runs: readonly {
        name: string;
        note: string;
        steps: { series: Record<string, unknown> };
        epochs: unknown[];
      }[];
    };
    assert.deepEqual([runs[0]?.name, runs[0]?.note, runs[0]?.epochs.length], ['Renamed', 'why', 2]);
    assert.deepEqual(runs[0]?.steps.series['loss'], [null, null, 0.5]);
  });

  it('are a page that loads nothing and runs only its own script', async () => {
    const html = runsReport([await readForReport(await recorded('One', LOSSES))]);
    assert.equal([...html.matchAll(/https?:\/\//g)].length, 0);
    assert.equal([...html.matchAll(/<(link|iframe|object|embed|base)\b/g)].length, 0);
    assert.equal([...html.matchAll(/\s(on\w+|style|src|href)=/g)].length, 0);
    const policy =
      /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? '';
    assert.match(policy, /^default-src 'none';/);
    for (const tag of ['style', 'script']) {
      const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? '';
      const hash = createHash('sha256').update(text).digest('base64');
      assert.ok(policy.includes(`${tag}-src 'sha256-${hash}'`), tag);
    }
    for (const part of [
      'Training loss of each step',
      'accuracy',
      'dense1',
      'Changed while it trained',
      'Spec of this run',
    ]) {
      assert.ok(html.includes(part), part);
    }
    assert.match(html, /prefers-color-scheme:dark/);
  });

  it('have the gradients of the first and the last layer that several runs have in common', async () => {
    const norms = (layers: readonly string[]): string[] =>
      layers.map((layer) => layerSeries(layer, 'gradientNorm'));
    const runs: ExportedRun[] = [];
    for (const layers of [
      ['a', 'b', 'c'],
      ['b', 'c', 'd'],
    ]) {
      const series = ['loss', 'learningRate', ...norms(layers)];
      const folder = await recorded(
        layers.join(''),
        [
          [1, 0.1, 3, 2, 1],
          [1, 0.1, 3, 2, 1],
        ],
        series,
      );
      runs.push(await readForReport(folder));
    }
    const html = runsReport(runs);
    for (const layer of ['b', 'c']) assert.ok(html.includes(`Gradient norm of ${layer}`), layer);
    for (const layer of ['a', 'd']) assert.ok(!html.includes(`Gradient norm of ${layer}`), layer);
  });

  it('put several runs over each other, and say what differs', async () => {
    const runs: ExportedRun[] = [];
    for (const rate of [0.1, 0.01, 0.001]) {
      const store = await makeRun(place.folder, { name: `rate ${rate}`, learningRate: rate });
      await store.appendFrame(frameOf(1, LOSSES));
      await store.close();
      runs.push(await readForReport(store.folder));
    }
    const html = runsReport(runs);
    assert.match(html, /<h1>3 runs<\/h1>/);
    assert.match(html, /<td>optimizer\.learningRate<\/td><td>0\.1<\/td><td>0\.01<\/td><td>0\.001<\/td>/);
    assert.equal([...html.matchAll(/<details>/g)].length, 3);
    const loss = html.slice(html.indexOf('Training loss of each step'));
    // Not in the colours of training and validation, which are the first two.
    for (const index of [2, 3, 4])
      assert.ok(loss.slice(0, loss.indexOf('</figure>')).includes(`line s${index}"`));
  });

  it('never take a name, a note or a spec for markup', async () => {
    const text = JSON.stringify({
      formatVersion: 1,
      name: HOSTILE,
      data: { source: { builtin: 'moons', samples: 40 } },
      model: { layers: [{ type: 'dense', units: 2, activation: 'softmax' }] },
      loss: 'categoricalCrossentropy',
      metrics: ['accuracy'],
      optimizer: 'adam',
    });
    const folders: string[] = [];
    for (let index = 0; index < 2; index++) {
      const store = await makeRun(place.folder, {
        specText: `// ${HOSTILE.replaceAll('\u2028', '')}\n${text}`,
        series: ['loss', HOSTILE],
      });
      await store.appendFrame(frameOf(1, LOSSES));
      await store.appendIntervention({
        step: 1,
        epoch: 1,
        path: HOSTILE,
        from: HOSTILE,
        to: { [HOSTILE]: 1 },
      });
      await store.finish({ ...END, reason: 'failed', message: HOSTILE, test: { [HOSTILE]: 1 } });
      await store.close();
      await changeUserData(store.folder, { name: HOSTILE, note: HOSTILE });
      folders.push(store.folder);
    }
    const runs = await Promise.all(folders.map(readForReport));
    for (const html of [runsReport(runs), runsReport(runs.slice(0, 1))]) {
      assert.equal([...html.matchAll(/<script>/g)].length, 1);
      assert.equal([...html.matchAll(/<img/g)].length, 0);
      assert.ok(!html.includes('\u0000'));
      assert.match(html, /&lt;img src=x onerror=alert\(2\)&gt;/);
      // Every script element but the page's own is data, and ends where it should.
      for (const [, data] of html.matchAll(/<script type="application\/json">([^]*?)<\/script>/g)) {
        assert.doesNotThrow(() => JSON.parse(data ?? '') as unknown);
      }
    }
    const [, row] = (await csvOf(...folders)).split('\n');
    assert.ok(row?.startsWith(runs[0]?.info.id ?? '?'));
  });

  it('lose no spike in a chart, wherever it is, and break the line at a gap', () => {
    for (let at = 0; at < 5000; at += 97) {
      const x = Float64Array.from({ length: 5000 }, (_, index) => index);
      const y = Float64Array.from(x, (step) => (step === at ? 1e6 : step === at + 1 ? NaN : Math.sin(step)));
      const points = samplePoints({ label: '', style: 0, x, y }, { min: 0, max: 4999 });
      assert.ok(points.length < 3 * 720);
      assert.ok(points.some((point) => point.y === 1e6));
      assert.ok(at === 4999 || points.some((point) => Number.isNaN(point.y)));
    }
    assert.equal(
      chartFigure({ title: '', xTitle: '', log: false, lines: [{ label: '', style: 0, x: [1], y: [NaN] }] }),
      '',
    );
  });

  it('are complete where a panel shows fewer rows, with every epoch', async () => {
    const series = ['loss', ...Array.from({ length: 255 }, (_, index) => `s${index}`)];
    const store = await makeRun(place.folder, { series });
    const STEPS = 1 << 14;
    const AT_ONCE = 1 << 12;
    for (let first = 1; first <= STEPS; first += AT_ONCE) {
      const rows = Array.from({ length: AT_ONCE }, (_, row) => [
        first + row,
        ...series.slice(1).fill('').map(Number),
      ]);
      await store.appendFrame(frameOf(first, rows));
      const epochs = Array.from({ length: AT_ONCE / 4 }, (_, row) => (first - 1) / 4 + row + 1);
      await store.appendEpochs(epochsOf(...epochs.map((epoch) => [epoch, epoch / 2] as const)), 1);
    }
    await store.close();
    const run = await readForReport(store.folder);
    assert.ok(run.snapshot.steps.count < STEPS);
    assert.match(runsReport([run]), /lowest and the highest value of each 4 of 16384 steps/);
    let rows = 0;
    let results = 0;
    await writeCsv([store.folder], (text) => {
      for (const line of text.split('\n')) {
        if (!/^\d/.test(line)) continue;
        const cells = line.split(',');
        rows++;
        assert.equal(cells[0], String(rows));
        assert.equal(cells[3], String(Math.fround(rows)));
        if (rows % 4 !== 0) continue;
        results++;
        assert.equal(cells[259], String(rows / 8));
        assert.equal(cells[261], String(rows / 8 + 0.1));
      }
      return Promise.resolve();
    });
    assert.deepEqual([rows, results], [STEPS, STEPS / 4]);
  });
});
