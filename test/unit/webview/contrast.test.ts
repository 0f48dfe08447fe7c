import assert from 'node:assert/strict';
import { type Rgb, contrast, legible } from '../../../webview/look/contrast.ts';

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

describe('colours of the charts', () => {
  it('have the contrast that the guidelines compute', () => {
    assert.equal(contrast(BLACK, WHITE), 21);
    assert.equal(contrast(WHITE, WHITE), 1);
    // The example of the guidelines: #777777 on white just misses 4.5.
    assert.ok(Math.abs(contrast([119, 119, 119], WHITE) - 4.48) < 0.01);
  });

  it('stay as the theme has them where they can be seen', () => {
    const orange: Rgb = [209, 134, 22];
    assert.deepEqual(legible(orange, [24, 24, 24], [204, 204, 204]), orange);
  });

  it('move towards the foreground where they cannot', () => {
    const brown: Rgb = [92, 42, 16];
    const dark: Rgb = [24, 24, 24];
    const seen = legible(brown, dark, [204, 204, 204]);
    assert.ok(contrast(brown, dark) < 3);
    assert.ok(contrast(seen, dark) >= 3);
    assert.ok(seen[0] > seen[2], 'still of the same hue');
    assert.deepEqual(legible(dark, dark, dark), dark);
  });
});
