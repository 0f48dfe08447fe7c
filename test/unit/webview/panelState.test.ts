import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
