import assert from 'node:assert/strict';
import type { PanelMessage } from '../../../src/protocol/panel.ts';
import { RunManager } from '../../../src/app/runManager.ts';
import type { LocatedProblem, StartResult } from '../../../src/session/types.ts';
import { END, FakeSession, options, settle } from './fakes.ts';

/** A manager whose starts are answered by hand. */
function setUp(limit = Infinity) {
  const fakes: FakeSession[] = [];
  const release: ((result?: StartResult) => void)[] = [];
  const manager = new RunManager(
    (_options, onEvent) => {
      onEvent({ type: 'loading', done: 1, total: 2 });
      return new Promise((resolve) => {
        const fake = new FakeSession(`run${release.length + 1}`, onEvent);
        fakes.push(fake);
        release.push((result) => {
          resolve(result ?? { session: fake.session, problems: [] });
        });
      });
    },
    () => limit,
  );
  const messages: PanelMessage[] = [];
  manager.onMessage.on((message) => messages.push(message));
  const begin = async (specPath: string): Promise<FakeSession> => {
    const started = manager.start({ ...options, specPath }, specPath);
    release.at(-1)?.();
    await started;
    const fake = fakes.at(-1);
    assert.ok(fake);
    return fake;
  };
  return { manager, fakes, release, messages, begin };
}

describe('RunManager', () => {
  it('shows the preparation, then the run', async () => {
    const { manager, release } = setUp();
    const started = manager.start(options, 'digits');
    assert.deepEqual(manager.shown, {
      kind: 'preparing',
      name: 'digits',
      specPath: options.specPath,
      done: 1,
      total: 2,
    });
    assert.equal(manager.state, 'preparing');
    release[0]?.();
    await started;
    assert.equal(manager.shown.kind, 'live');
    assert.equal(manager.state, 'running');
  });

  it('joins a second start of the same spec while the first is prepared', async () => {
    const { manager, fakes, release } = setUp();
    const first = manager.start(options, 'a');
    const second = manager.start(options, 'a');
    assert.equal(fakes.length, 1);
    release[0]?.();
    assert.equal(await first, await second);
    void manager.start(options, 'a');
    assert.equal(fakes.length, 2, 'a start after the first has begun is a run of its own');
  });

  it('goes back to what was shown if the spec is refused', async () => {
    const { manager, release, begin } = setUp();
    const { session } = await begin('/one.nnspec.json');
    const refused = manager.start({ ...options, specPath: '/two.nnspec.json' }, 'two');
    release.at(-1)?.({ session: null, problems: [] });
    await refused;
    assert.deepEqual(manager.shown, { kind: 'live', session });
  });

  it('goes back to what was shown while the user is asked for a schedule', async () => {
    const { manager, release, begin } = setUp();
    const { session } = await begin('/one.nnspec.json');
    const asked = manager.start({ ...options, resumeFrom: '/runs/run0' }, 'two');
    const problem = { severity: 'error', code: 'NN-RUN-SCHEDULE' } as unknown as LocatedProblem;
    release.at(-1)?.({ session: null, problems: [problem] });
    assert.deepEqual((await asked).problems, [problem]);
    assert.deepEqual(manager.shown, { kind: 'live', session });
  });

  it('goes back to what was shown if starting throws', async () => {
    const manager = new RunManager(() => Promise.reject(new Error('no worker')));
    await assert.rejects(manager.start(options, 'a'), /no worker/);
    assert.deepEqual(manager.shown, { kind: 'nothing' });
  });

  it('lets a run go on while a second one is shown, and forwards the shown one only', async () => {
    const { manager, messages, begin } = setUp();
    const first = await begin('/one.nnspec.json');
    const second = await begin('/two.nnspec.json');
    assert.deepEqual(manager.sessions, [first.session, second.session]);
    first.step();
    second.step();
    assert.deepEqual(
      messages.map((message) => 'runId' in message && message.runId),
      ['run2'],
    );
    manager.show({ kind: 'live', session: first.session });
    first.step();
    assert.deepEqual(
      messages.map((message) => 'runId' in message && message.runId),
      ['run2', 'run1'],
    );
    assert.deepEqual(first.calls, []);
  });

  it('does not take the panel from a run that the user has chosen meanwhile', async () => {
    const { manager, release, begin } = setUp();
    const first = await begin('/one.nnspec.json');
    const started = manager.start({ ...options, specPath: '/two.nnspec.json' }, 'two');
    manager.show({ kind: 'live', session: first.session });
    release.at(-1)?.();
    await started;
    assert.equal(manager.active, first.session);
    assert.equal(manager.sessions.length, 2);
  });

  it('tells the end with the status, and forgets the run as active', async () => {
    const { manager, messages, begin } = setUp();
    const fake = await begin('/one.nnspec.json');
    const ends: string[] = [];
    manager.onEnd.on(({ end }) => ends.push(end.reason));
    fake.end(END);
    await settle();
    assert.deepEqual(messages.at(-1), { type: 'end', runId: 'run1', end: END });
    assert.deepEqual(ends, ['completed']);
    assert.equal(manager.active, null);
    assert.equal(manager.state, 'ended');
  });

  it('leaves the commands to a run that still trains when another one ends in view', async () => {
    const { manager, begin } = setUp();
    const first = await begin('/one.nnspec.json');
    const second = await begin('/two.nnspec.json');
    const frames: string[] = [];
    manager.onFrame.on(({ session }) => frames.push(session.run.id));
    second.end(END);
    await settle();
    assert.ok(manager.shown.kind === 'live' && manager.shown.session === second.session);
    assert.equal(manager.active, null);
    assert.equal(manager.target, first.session);
    assert.equal(manager.state, 'running');
    first.step();
    assert.deepEqual(frames, ['run1'], 'its steps are told though it is not in view');
    first.end(END);
    await settle();
    assert.equal(manager.target, null);
    assert.equal(manager.state, 'ended');
  });

  it('shows that a spec was refused, not the run that was shown before', async () => {
    const { manager, release, begin } = setUp();
    await begin('/one.nnspec.json');
    const started = manager.start({ ...options, specPath: '/two.nnspec.json' }, 'two');
    const problem = { severity: 'error', message: 'There is no column y.' } as unknown as LocatedProblem;
    release.at(-1)?.({ session: null, problems: [problem, problem] });
    await started;
    assert.deepEqual(manager.shown, {
      kind: 'refused',
      name: 'two',
      specPath: '/two.nnspec.json',
      problems: [problem, problem],
      before: { name: 'fake', folder: '/runs/run1' },
    });
    assert.equal(manager.state, 'running', 'the run before goes on and can be stopped');
  });

  it('follows pausing and resuming', async () => {
    const { manager, begin } = setUp();
    const fake = await begin('/one.nnspec.json');
    const states: string[] = [];
    manager.onShown.on(() => states.push(manager.state));
    fake.setStatus('paused');
    fake.setStatus('running');
    assert.deepEqual(states, ['paused', 'running']);
  });

  it('stops every run and waits for each', async () => {
    const { manager, begin } = setUp();
    const first = await begin('/one.nnspec.json');
    const second = await begin('/two.nnspec.json');
    await manager.stopAll();
    assert.deepEqual([first.calls, second.calls], [['suspend'], ['suspend']]);
  });

  it('stops a run that began while everything was being stopped', async () => {
    const { manager, fakes, release } = setUp();
    const started = manager.start(options, 'late');
    await manager.stopAll();
    release[0]?.();
    await started;
    assert.deepEqual(fakes[0]?.calls, ['suspend']);
  });

  it('shows nothing of a run whose folder is deleted', async () => {
    const { manager, begin } = setUp();
    const fake = await begin('/one.nnspec.json');
    manager.forget('/runs/run1');
    assert.equal(manager.shown.kind, 'live', 'a run that goes stays');
    fake.end(END);
    await settle();
    manager.forget('/runs/run1');
    assert.equal(manager.shown.kind, 'nothing');
  });

  it('queues runs beyond the limit, in their order, and begins them as others end or pause', async () => {
    const { manager, fakes, release, begin } = setUp(1);
    const first = await begin('/one.nnspec.json');
    const second = manager.start({ ...options, specPath: '/two.nnspec.json' }, 'two');
    const third = manager.start({ ...options, specPath: '/three.nnspec.json' }, 'three');
    assert.equal(fakes.length, 1);
    assert.deepEqual(
      manager.queued.map(({ name }) => name),
      ['two', 'three'],
    );
    assert.equal(manager.state, 'queued');
    assert.deepEqual(manager.shown, {
      kind: 'queued',
      name: 'three',
      specPath: '/three.nnspec.json',
      running: 1,
      before: 1,
    });
    first.setStatus('paused');
    await settle();
    assert.equal(fakes.length, 2, 'a paused run leaves its processor to the next');
    assert.equal(manager.shown.before, 0);
    release[1]?.();
    await second;
    assert.equal(fakes.length, 2);
    assert.equal(manager.shown.kind, 'queued', 'what the user looks at stays in view');
    fakes[1]?.end(END);
    await settle();
    assert.equal(fakes.length, 3);
    assert.equal(manager.state, 'preparing');
    release[2]?.();
    assert.equal((await third).session, fakes[2]?.session);
    assert.equal(manager.active, fakes[2]?.session);
  });

  it('takes a run out of the queue, and ends one that is being prepared', async () => {
    const { manager, release, begin } = setUp(1);
    const { session } = await begin('/one.nnspec.json');
    const waiting = manager.start({ ...options, specPath: '/two.nnspec.json' }, 'two');
    assert(manager.cancelShown());
    assert.deepEqual(await waiting, { session: null, problems: [] });
    assert.deepEqual([manager.queued, manager.shown], [[], { kind: 'live', session }]);
    assert(!manager.cancelShown(), 'a run that goes is stopped, not cancelled');
    let cancelled: AbortSignal | undefined;
    const other = new RunManager(({ signal }) => {
      cancelled = signal;
      return new Promise(() => undefined);
    });
    void other.start(options, 'a');
    await settle();
    assert(other.cancelShown());
    assert.equal(cancelled?.aborted, true);
    assert.equal(release.length, 1);
  });

  it('tells what happens to the twin of the shown run, too', async () => {
    const { manager, messages, release, fakes, begin } = setUp();
    const run = await begin('/one.nnspec.json');
    const branchFrom = { folder: '/runs/run1', checkpoint: 'last', kind: 'fork' } as const;
    const started = manager.start({ ...options, branchFrom }, 'one', false);
    await settle();
    release.at(-1)?.();
    const { session: twin } = await started;
    assert(twin && manager.active === run.session);
    manager.pair(run.session, twin);
    fakes[1]?.step();
    run.step();
    fakes[1]?.end(END);
    await settle();
    assert.deepEqual(
      messages.map((message) => [message.type, 'runId' in message && message.runId]),
      [
        ['beside', false],
        ['frame', 'run2'],
        ['frame', 'run1'],
        ['end', 'run2'],
      ],
    );
  });
});
