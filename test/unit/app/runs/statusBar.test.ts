import assert from 'node:assert/strict';
import { statusBarText } from '../../../../src/app/runs/statusBar.ts';
import { RunManager } from '../../../../src/app/runManager.ts';
import type { Session } from '../../../../src/session/types.ts';
import { END, FakeSession, options, settle } from '../fakes.ts';

describe('the status bar', () => {
  it('stays with a run that still trains when another one ends in view, or a kept one is shown', async () => {
    const fakes: FakeSession[] = [];
    const manager = new RunManager((_options, onEvent) => {
      const fake = new FakeSession(`run${String(fakes.length + 1)}`, onEvent);
      fakes.push(fake);
      const plan = { spec: { name: fake.session.run.id, training: { epochs: 9 } }, stepsPerEpoch: 1 };
      Object.assign(fake.session.run, { plan });
      return Promise.resolve({ session: fake.session, problems: [] });
    });
    const text = (): string | undefined => statusBarText(manager, () => ({ epoch: 3, loss: 0.5 }))?.text;
    await manager.start(options, 'one');
    await manager.start({ ...options, specPath: '/work/b.nnspec.json' }, 'two');
    const [first, second] = fakes as [FakeSession, FakeSession];
    assert.equal(text(), '$(pulse) Epoch 3/9 · loss 0.5');
    second.end(END);
    await settle();
    assert.equal(text(), '$(pulse) Epoch 3/9 · loss 0.5 · run1', 'of the run that trains, by name');
    const snapshot = { status: 'completed' } as unknown as ReturnType<Session['snapshot']>;
    manager.show({ kind: 'record', folder: '/runs/old', snapshot });
    assert.equal(text(), '$(pulse) Epoch 3/9 · loss 0.5 · run1');
    assert.equal(manager.state, 'running');
    first.end(END);
    await settle();
    assert.equal(text(), undefined);
  });
});
