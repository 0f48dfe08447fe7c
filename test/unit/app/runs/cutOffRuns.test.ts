import assert from 'node:assert/strict';
import { afterReload, cutOffText, waitingText } from '../../../../src/app/runs/cutOffRuns.ts';
import type { ListedRun } from '../../../../src/app/runs/listedRuns.ts';

function run(name: string, status: ListedRun['status'], live = false): ListedRun {
  const facts = { name, folder: `/runs/${name}`, status, live, epochs: 60, resumable: true };
  return { ...facts, lastEpoch: { epoch: 12 } } as unknown as ListedRun;
}

describe('runs that were going when the window closed', () => {
  it('were cut off if they are interrupted now', () => {
    const runs = [run('a', 'interrupted'), run('b', 'completed'), run('c', 'interrupted')];
    const { cutOff, waits } = afterReload(['/runs/a', '/runs/b', '/runs/gone'], runs);
    assert.deepEqual(
      cutOff.map(({ name }) => name),
      ['a'],
      'c was cut off before, and told then',
    );
    assert.equal(waits, false);
  });

  it('are left alone while they go on in another window, or go on here again', () => {
    const elsewhere = afterReload(['/runs/a'], [run('a', 'running')]);
    assert.deepEqual(elsewhere, { cutOff: [], waits: true });
    const here = afterReload(['/runs/a'], [run('a', 'running', true)]);
    assert.deepEqual(here, { cutOff: [], waits: false });
  });

  it('are told in one message', () => {
    assert.equal(
      cutOffText([run('a', 'interrupted')]),
      'a was cut off after 12 of 60 epochs, when its window closed.',
    );
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => run(name, 'interrupted'));
    assert.equal(cutOffText(five), '5 runs were cut off when their window closed: a, b, c, …');
  });

  it('are told of with the specs that waited, by their file names', () => {
    const specs = ['/a/one.nnspec.json', 'C:\\b\\two.nnspec.json'];
    assert.equal(
      waitingText(specs),
      'Waiting to be trained when the window closed: one.nnspec.json, two.nnspec.json',
    );
    assert.match(waitingText([...specs, ...specs]), /, …$/);
  });
});
