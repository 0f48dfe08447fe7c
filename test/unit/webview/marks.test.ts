/** Marks on the charts: labels never cover each other, and nothing out of view is drawn. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { barsOf, pixelOfX, placeMarks } from '../../../webview/chart/marks.ts';
import type { Mark } from '../../../webview/chart/model.ts';
import { changesOf, finalTexts } from '../../../webview/marks.ts';

const change = (x: number, label: string): Mark => ({ x, label, kind: 'change' });
const measure = (text: string): number => text.length * 6;
const strip = { left: 50, right: 290 };

describe('marks', () => {
  it('have words where there is room, else the number in the list of changes', () => {
    const marks = [
      change(100, 'dropout1 off'),
      change(110, 'learning rate 0.1'),
      { ...change(120, 'dense1 L2 0.1'), number: 3 },
    ];
    const placed = placeMarks(marks, (x) => x, strip, 300, measure);
    assert.deepEqual(
      placed.map(({ text, row }) => [text, row]),
      [
        ['dropout1 off', 0],
        ['learning rate 0.1', 1],
        ['', 0],
      ],
    );
    const numbered = placeMarks(marks, (x) => x * 3 - 160, { left: 50, right: 290 }, 300, measure).at(-1);
    assert.equal(numbered?.text, '3');
  });

  it('out of view are not placed, and other kinds need no label', () => {
    const marks: Mark[] = [change(20, 'before'), change(400, 'after'), { x: 100, label: '', kind: 'best' }];
    assert.deepEqual(
      placeMarks(marks, (x) => x, strip, 300, measure),
      [],
    );
  });

  it('never cover each other and stay inside the picture', () => {
    const marks = fc.array(fc.tuple(fc.integer({ min: 0, max: 320 }), fc.string({ maxLength: 30 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(marks, (entries) => {
        const changes = entries.map(([x, label]) => change(x, label));
        const placed = placeMarks(changes, (x) => x, strip, 300, measure).filter(({ width }) => width > 0);
        for (const a of placed) {
          assert.ok(a.left >= 0 && a.left + a.width <= 300);
          for (const b of placed) {
            if (a === b || a.row !== b.row) continue;
            assert.ok(a.left + a.width <= b.left || b.left + b.width <= a.left);
          }
        }
      }),
    );
  });

  it('of what lasts are bars from its beginning to its end, and one where many would stand', () => {
    const lasting = (kind: 'vanishing' | 'exploding', x: number, to: number): Mark => ({
      x,
      to,
      kind,
      label: '',
    });
    const marks = [
      change(100, 'learning rate 0.1'),
      lasting('exploding', 60, 70),
      lasting('exploding', 75, 90),
      lasting('exploding', 150, 400),
      lasting('vanishing', 62, 72),
      lasting('vanishing', 10, 40),
    ];
    assert.deepEqual(
      barsOf(marks, (x) => x, strip).map(({ mark, from, to }) => [mark.kind, from, to]),
      [
        ['exploding', 60, 90],
        ['exploding', 150, 290],
        ['vanishing', 62, 72],
      ],
    );
  });

  it('are where their x is on a linear and on a log axis', () => {
    const window = { min: 1, max: 100 };
    assert.equal(pixelOfX(50.5, window, false, { left: 0, right: 200 }), 100);
    assert.ok(Math.abs(pixelOfX(10, window, true, { left: 0, right: 200 }) - 100) < 1e-9);
  });
});

describe('changes', () => {
  const l2 = (layer: number, step: number, from: unknown, to: unknown) => ({
    step,
    epoch: 1,
    path: `model.layers.dense${layer.toString()}.regularizer.l2`,
    from,
    to,
  });

  it('of several layers at once are one line and one mark', () => {
    const all = [l2(1, 10, false, 0.1), l2(2, 10, false, 0.1), l2(3, 10, 0.01, 0.1), l2(1, 20, 0.1, false)];
    assert.deepEqual(
      changesOf(all).map(({ step, text }) => [step, text]),
      [
        [10, 'L2 penalty, 3 layers: mixed → 0.1'],
        [20, 'dense1 L2: 0.1 → off'],
      ],
    );
    assert.deepEqual(finalTexts(all), ['dense1 L2 off', 'L2 penalty, 2 layers 0.1']);
  });

  it('of one layer twice in a step, or to other values, stay apart', () => {
    const all = [l2(1, 10, false, 0.1), l2(1, 10, 0.1, 0.2), l2(2, 10, 0, 0.3)];
    assert.equal(changesOf(all).length, 3);
  });

  it('of the number of epochs mark nothing', () => {
    const more = { step: 5, epoch: 1, path: 'training.epochs', from: 20, to: 30 };
    assert.deepEqual(
      changesOf([more]).map(({ isMarked }) => isMarked),
      [false],
    );
  });
});
