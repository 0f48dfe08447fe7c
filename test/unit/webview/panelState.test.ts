import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { classifyCells } from '../../../webview/data/health.ts';
import { logTicks, paddedRange, usualRange } from '../../../webview/chart/scales.ts';
import { DEFAULT_SETTINGS, readSettings, toggled } from '../../../webview/settings.ts';
import { STRINGS, t, useTranslations } from '../../../webview/strings.ts';

describe('panel settings', () => {
  it('read back what was kept, and survive whatever else was', () => {
    const kept = {
      ...DEFAULT_SETTINGS,
      xAxis: 'time',
      smoothing: 0.05,
      zoom: { id: 'a', min: 1, max: 2 },
    } as const;
    assert.deepEqual(readSettings(JSON.parse(JSON.stringify(kept))), kept);
    for (const broken of [undefined, null, 3, 'x', [], { smoothing: 7, zoom: { min: 2, max: 1, id: 'a' } }]) {
      assert.deepEqual(readSettings(broken), DEFAULT_SETTINGS);
    }
    assert.deepEqual(toggled(toggled(['a'], 'b'), 'a'), ['b']);
  });
});

describe('health of cells', () => {
  it('calls a layer vanishing only beside a last layer that is not', () => {
    const last = new Array<number>(20).fill(0.5);
    assert.ok(classifyCells(new Array<number>(20).fill(1e-6), last).every((name) => name === 'vanishing'));
    const converged = new Array<number>(20).fill(1e-5);
    assert.ok(classifyCells(converged, converged).every((name) => name === 'healthy'));
    assert.equal(classifyCells([0], [0])[0], 'vanishing');
  });

  it('calls a leap over ten times the usual and what is not finite exploding', () => {
    const values = new Array<number>(20).fill(1);
    values[15] = 11;
    values[17] = Infinity;
    const classes = classifyCells(values, values);
    assert.deepEqual(
      [classes[14], classes[15], classes[16], classes[17]],
      ['healthy', 'exploding', 'healthy', 'exploding'],
    );
    assert.equal(classifyCells([NaN], [NaN])[0], 'empty');
  });

  it('calls a short run that explodes so from there to its end, however wide its steps are drawn', () => {
    // Three steps over 120 cells: 1, then 100,000 times as much, then no number.
    const values = [...new Array<number>(40).fill(1), ...new Array<number>(79).fill(1e5), Infinity];
    const continues = values.map((value, cell) => (cell > 0 && values[cell - 1] === value ? 1 : 0));
    const classes = classifyCells(values, values, continues);
    assert.ok(classes.slice(0, 40).every((name) => name === 'healthy'));
    assert.ok(classes.slice(40).every((name) => name === 'exploding'));
  });
});

describe('axes', () => {
  it('leave air around what is drawn and keep a share under its ceiling', () => {
    const share = paddedRange({ low: 0.9, high: 1 }, false, 1);
    assert.ok(share.low < 0.9 && share.low > 0.8 && share.high < 1.01);
    assert.equal(paddedRange({ low: 0.02, high: 2 }, false, null).low, 0);
    const flat = paddedRange({ low: 3, high: 3 }, false, null);
    assert.ok(flat.low < 3 && flat.high > 3);
    assert.deepEqual(paddedRange(null, false, null), { low: 0, high: 1 });
  });

  it('leave rare peaks out if the other values gain room, but never what is recent', () => {
    const falling = Array.from({ length: 400 }, (_, x) => ({ x, y: 0.1 + 2.5 * Math.exp(-x / 2) }));
    const usual = usualRange([{ points: falling, behind: false }]);
    assert.ok(usual !== null && usual.low >= 0.1 && usual.high < 0.3, JSON.stringify(usual));
    const slow = Array.from({ length: 400 }, (_, x) => ({ x, y: 2 - x / 400 }));
    assert.equal(usualRange([{ points: slow, behind: false }]), null);
    const diverging = Array.from({ length: 400 }, (_, x) => ({ x, y: x > 396 ? 50 : 0.1 }));
    assert.equal(usualRange([{ points: diverging, behind: false }]), null);
    // Noise is drawn behind its average: one of its spikes is no rise.
    const average = falling.map(({ x }) => ({ x, y: 0.1 + x / 4000 }));
    const spike = average.map(({ x, y }) => ({ x, y: x === 395 ? 9 : y }));
    const clipped = usualRange([
      { points: average, behind: false },
      { points: spike, behind: true },
    ]);
    assert.ok(clipped !== null && clipped.high < 1);
    assert.equal(usualRange([]), null);
  });

  it('put ticks on powers of ten, within the range and within the limit', () => {
    assert.deepEqual(logTicks(0.05, 3, 6), [0.05, 0.1, 0.2, 0.5, 1, 2]);
    const many = logTicks(1e-12, 1e12, 6);
    assert.ok(many.length >= 3 && many.length <= 7);
  });
});

describe('strings', () => {
  after(() => {
    useTranslations({});
  });

  it('are translated by their English text and filled in', () => {
    assert.equal(t('step {0}', '7'), 'step 7');
    useTranslations({ 'step {0}': '{0}단계', Loss: 5 });
    assert.equal(t('step {0}', '7'), '7단계');
    assert.equal(t('Loss'), 'Loss');
  });

  it('hold every text once, and each is used', () => {
    assert.equal(new Set(STRINGS).size, STRINGS.length);
    const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.ko.json', 'utf8')) as Record<string, unknown>;
    const missing = STRINGS.filter((text) => typeof bundle[text] !== 'string');
    assert.deepEqual(missing, []);
  });
});
