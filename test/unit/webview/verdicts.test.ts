import assert from 'node:assert/strict';
import { Axis } from '../../../webview/data/axis.ts';
import { Column } from '../../../webview/data/column.ts';
import { Verdicts } from '../../../webview/data/verdicts.ts';

interface Made {
  readonly verdicts: Verdicts;
  /** Adds a step with the norm of each layer. */
  readonly add: (...norms: number[]) => void;
}

function make(...layers: string[]): Made {
  const steps = new Axis();
  const columns = layers.map((layer) => ({ layer, norms: new Column() }));
  return {
    verdicts: new Verdicts(steps, columns),
    add: (...norms) => {
      steps.push(steps.length + 1);
      columns.forEach((column, index) => {
        column.norms.append([norms[index] ?? NaN], 0, 1, 1);
      });
    },
  };
}

const told = ({ verdicts }: Made): string[] => {
  verdicts.catchUp();
  return verdicts.found.map(({ kind, layer, step }) => `${layer} ${kind} ${step.toString()}`);
};

describe('verdicts on gradients', () => {
  it('say vanishing after three checks in a row, for each layer once', () => {
    const made = make('first', 'middle', 'last');
    for (let step = 0; step < 400; step += 1) made.add(1e-6, 2e-5, 0.5);
    assert.deepEqual(told(made), ['first vanishing 60', 'middle vanishing 60']);
  });

  it('do not call small gradients vanishing where the last layer has them, too', () => {
    const made = make('first', 'last');
    for (let step = 0; step < 400; step += 1) made.add(1e-6, 1e-5);
    assert.deepEqual(told(made), []);
  });

  it('say exploding at the step of a spike, and again only once it has cleared', () => {
    const made = make('first', 'last');
    for (let step = 1; step <= 600; step += 1) {
      const spikes = step === 150 || step === 155 || step === 400;
      made.add(spikes ? 20 : 1, 1);
    }
    assert.deepEqual(told(made), ['first exploding 150', 'first exploding 400']);
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
    assert.deepEqual(told(leap), ['only exploding 2', 'only notFinite 4']);
    const climb = make('only');
    for (let step = 0; step < 50; step += 1) climb.add(1.5 ** Math.min(step, 10));
    assert.deepEqual(told(climb), []);
  });

  it('say at once that a gradient is not finite', () => {
    const made = make('first', 'last');
    for (let step = 1; step <= 30; step += 1) made.add(step === 7 ? NaN : 1, step === 9 ? Infinity : 1);
    assert.deepEqual(told(made), ['first notFinite 7', 'last notFinite 9']);
  });

  it('are the same however often they are asked for, and a long run is looked at over several frames', () => {
    const often = make('first', 'last');
    const once = make('first', 'last');
    for (let step = 0; step < 60_000; step += 1) {
      const norm = step % 7000 === 6999 ? 30 : step > 40_000 ? 1e-7 : 1;
      often.add(norm, 1);
      once.add(norm, 1);
      if (step % 37 === 0) often.verdicts.catchUp();
    }
    assert.equal(once.verdicts.catchUp(0), false);
    while (!once.verdicts.catchUp(1));
    assert.deepEqual(told(often), told(once));
    assert.ok(told(once).length > 4);
  });
});
