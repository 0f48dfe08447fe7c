import assert from 'node:assert/strict';
import { Axis } from '../../../webview/data/axis.ts';
import { Column } from '../../../webview/data/column.ts';
import { Verdicts } from '../../../webview/data/verdicts.ts';

interface Made {
  readonly verdicts: Verdicts;
  /** Adds a step with the norm of each layer. */
  readonly add: (...norms: number[]) => void;
  /** The loss of the steps that are added from now on. */
  loss: number;
}

function make(...layers: string[]): Made {
  const steps = new Axis();
  const losses = new Column();
  const columns = layers.map((layer) => ({ layer, norms: new Column() }));
  const made: Made = {
    verdicts: new Verdicts(steps, columns, losses),
    loss: 1,
    add: (...norms) => {
      steps.push(steps.length + 1);
      losses.append([made.loss], 0, 1, 1);
      columns.forEach((column, index) => {
        column.norms.append([norms[index] ?? NaN], 0, 1, 1);
      });
    },
  };
  return made;
}

const told = ({ verdicts }: Made): string[] => {
  verdicts.catchUp();
  return verdicts.found.map(({ kind, layer, from, to }) => `${layer} ${kind} ${String(from)}–${String(to)}`);
};

describe('verdicts on gradients', () => {
  it('say from where to where the gradients of each layer vanish', () => {
    const made = make('first', 'middle', 'last');
    for (let step = 1; step <= 400; step += 1) {
      const vanishes = step > 140 && step <= 300;
      made.add(vanishes ? 1e-6 : 1, 2e-5, 0.5);
    }
    assert.deepEqual(told(made), ['middle vanishing 1–400', 'first vanishing 141–300']);
  });

  it('do not call small gradients vanishing where the last layer has them, too', () => {
    const made = make('first', 'last');
    for (let step = 0; step < 400; step += 1) made.add(1e-6, 1e-5);
    assert.deepEqual(told(made), []);
  });

  it('pass over a few large or small norms, and say exploding of those that go on', () => {
    const made = make('first', 'last');
    for (let step = 1; step <= 600; step += 1) {
      const alone = step === 150 || step === 155 || step === 400;
      const lasting = step >= 450 && step < 480;
      made.add(alone || lasting ? 20 : step % 50 === 0 ? 1e-7 : 1, 1);
    }
    assert.deepEqual(told(made), ['first exploding 450–479']);
  });

  it('are one while a noisy norm goes up and down, and two after a rest', () => {
    const made = make('only');
    for (let step = 1; step <= 900; step += 1) {
      const trouble = (step > 200 && step <= 400) || step > 600;
      made.add(trouble ? (step % 3 === 0 ? 5 : 50) : 1);
    }
    assert.deepEqual(told(made), ['only exploding 202–400', 'only exploding 601–899']);
  });

  it('pass over a gradient that grows while the loss falls: it has found a way down', () => {
    const made = make('only');
    for (let step = 0; step < 1000; step += 1) {
      const leaves = step >= 500;
      made.loss = leaves ? 0.5 * Math.exp(-(step - 500) / 100) : 0.7;
      made.add(leaves ? 30 : 1);
    }
    assert.deepEqual(told(made), []);
  });

  it('pass over the large gradients that training begins with', () => {
    const made = make('only');
    for (let step = 0; step < 300; step += 1) made.add(1 + 50 * Math.exp(-step / 5));
    assert.deepEqual(told(made), []);
  });

  it('pass over the hard batches of a network that has learnt its samples', () => {
    const made = make('only');
    for (let step = 0; step < 3000; step += 1)
      made.add(step % 97 === 0 ? 2 : Math.max(1e-3, Math.exp(-step / 100)));
    assert.deepEqual(told(made), []);
  });

  it('say exploding within the first steps, before anything is usual, only of a leap', () => {
    const leap = make('only');
    for (const norm of [1, 1e5, 1e10, NaN]) leap.add(norm);
    assert.deepEqual(told(leap), ['only exploding 2–3', 'only notFinite 4–4']);
    const climb = make('only');
    for (let step = 0; step < 50; step += 1) climb.add(1.5 ** Math.min(step, 10));
    assert.deepEqual(told(climb), []);
  });

  it('say at once that a gradient is not finite', () => {
    const made = make('first', 'last');
    for (let step = 1; step <= 30; step += 1) made.add(step === 7 ? NaN : 1, step === 9 ? Infinity : 1);
    assert.deepEqual(told(made), ['first notFinite 7–7', 'last notFinite 9–9']);
  });

  it('of several layers at a time are one event, which lasts as long as it has not ended', () => {
    const made = make('first', 'middle', 'last');
    for (let step = 1; step <= 300; step += 1) {
      const trouble = step > 200 && step <= 250;
      made.add(trouble ? 50 : 1, step > 210 && step <= 270 ? 50 : 1, step > 280 ? 50 : 1);
    }
    made.verdicts.catchUp();
    assert.deepEqual(made.verdicts.events(), [
      { kind: 'exploding', layers: ['first', 'middle'], from: 201, to: 270, lasts: false },
      { kind: 'exploding', layers: ['last'], from: 281, to: 300, lasts: true },
    ]);
  });

  it('cover the whole of a long run, with few of many', () => {
    const made = make('only');
    for (let step = 1; step <= 20_000; step += 1) made.add(step % 100 > 90 && step > 200 ? 50 : 1);
    const stretches = told(made);
    assert.ok(stretches.length <= 12, stretches.join());
    assert.match(stretches.at(-1) ?? '', /–19999$/);
  });

  it('are the same however often they are asked for, and a long run is looked at over several frames', () => {
    const often = make('first', 'last');
    const once = make('first', 'last');
    for (let step = 0; step < 60_000; step += 1) {
      const norm = step % 7000 > 6950 ? 30 : step > 40_000 ? 1e-7 : 1;
      often.add(norm, 1);
      once.add(norm, 1);
      if (step % 37 === 0) told(often);
    }
    assert.equal(once.verdicts.catchUp(0), false);
    while (!once.verdicts.catchUp(1));
    assert.deepEqual(told(often), told(once));
    assert.ok(told(once).length > 4);
  });

  it('know from where on a gradient vanishes and explodes, as the bands of the chart show it', () => {
    const made = make('first', 'last');
    assert.equal(made.verdicts.explodingFrom, null);
    for (let step = 0; step < 250; step += 1) made.add(2, 0.01);
    made.verdicts.catchUp();
    assert.equal(made.verdicts.explodingFrom, 20);
    assert.ok(Math.abs(made.verdicts.vanishingBelow - 1e-5) < 1e-9);
  });
});
