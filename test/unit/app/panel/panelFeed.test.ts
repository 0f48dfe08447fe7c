import assert from 'node:assert/strict';
import type { PanelMessage } from '../../../../src/protocol/panel.ts';
import { PanelFeed } from '../../../../src/app/panel/panelFeed.ts';
import { RunManager } from '../../../../src/app/runManager.ts';
import { FakeSession, options, settle } from '../fakes.ts';

function setUp() {
  let fake: FakeSession | undefined;
  const manager = new RunManager((_options, onEvent) => {
    fake = new FakeSession('run1', onEvent);
    return Promise.resolve({ session: fake.session, problems: [] });
  });
  const port = { isVisible: true, isSwift: true, sent: [] as PanelMessage[], asked: [] as unknown[] };
  const feed: PanelFeed = new PanelFeed(
    manager,
    {
      visible: () => port.isVisible,
      send: (messages) => {
        port.sent.push(...messages);
        if (port.isSwift) feed.taken();
      },
    },
    () => Promise.resolve([{ path: '/a.nnspec.json', label: 'a' }]),
    (shown) => {
      port.asked.push(shown);
      return Promise.resolve({ runId: 'run1', predictions: null, message: 'none' });
    },
  );
  const begin = async (): Promise<FakeSession> => {
    await manager.start(options, 'a');
    assert.ok(fake);
    return fake;
  };
  const types = (): string[] => port.sent.splice(0).map(({ type }) => type);
  return { manager, feed, port, begin, types };
}

describe('PanelFeed', () => {
  it('says nothing before the page is ready', async () => {
    const { begin, types } = setUp();
    (await begin()).step();
    assert.deepEqual(types(), []);
  });

  it('offers the specs of the workspace while there is no run', async () => {
    const { feed, port } = setUp();
    await feed.ready();
    assert.deepEqual(port.sent, [{ type: 'empty', specs: [{ path: '/a.nnspec.json', label: 'a' }] }]);
  });

  it('sends the preparation, the snapshot, then what happens', async () => {
    const { feed, begin, types } = setUp();
    await feed.ready();
    const fake = await begin();
    fake.step();
    fake.setStatus('paused');
    assert.deepEqual(types(), ['empty', 'preparing', 'snapshot', 'frame', 'status']);
  });

  it('sends a snapshot that frames go on from when a running panel becomes ready', async () => {
    const { feed, port, begin } = setUp();
    const fake = await begin();
    fake.step();
    fake.step();
    await feed.ready();
    fake.step();
    const [snapshot, next] = port.sent;
    assert.ok(snapshot?.type === 'snapshot' && next?.type === 'frame');
    assert.equal(next.frame.sequence, snapshot.nextSequence);
  });

  it('waits when two batches are not drawn, then sends what has come as one frame', async () => {
    const { feed, port, begin, types } = setUp();
    await feed.ready();
    const fake = await begin();
    port.isSwift = false;
    types();
    for (let step = 0; step < 2; step++) fake.step();
    assert.deepEqual(types(), ['frame', 'frame'], 'no step waits for the answer to the one before');
    for (let step = 0; step < 50; step++) fake.step();
    assert.deepEqual(types(), [], 'nothing before the panel has drawn the first');
    feed.taken();
    const [late] = port.sent;
    assert.ok(late?.type === 'frame' && port.sent.length === 1);
    assert.deepEqual([late.frame.sequence, late.frame.merged, late.frame.count], [2, 50, 50]);
    feed.taken();
    assert.deepEqual(types(), ['frame'], 'nothing twice');
    fake.step();
    assert.deepEqual(types(), ['frame']);
    fake.step();
    fake.setStatus('paused');
    feed.taken();
    assert.deepEqual(types(), ['frame', 'status']);
  });

  it('is not misled by answers of a page that is no more', async () => {
    const { feed, port, begin, types } = setUp();
    await feed.ready();
    const fake = await begin();
    port.isSwift = false;
    await feed.ready();
    types();
    for (let answer = 0; answer < 5; answer++) feed.taken();
    for (let step = 0; step < 10; step++) fake.step();
    assert.deepEqual(types(), ['frame', 'frame']);
  });

  it('does not wait for a page that was hidden or loaded anew before it had drawn', async () => {
    const { feed, port, begin, types } = setUp();
    await feed.ready();
    port.isSwift = false;
    const fake = await begin();
    fake.step();
    types();
    await feed.ready();
    assert.deepEqual(types(), ['snapshot']);
    port.isVisible = false;
    await feed.visibilityChanged();
    port.isVisible = true;
    await feed.visibilityChanged();
    assert.deepEqual(types(), ['snapshot']);
  });

  it('answers what is asked about predictions, only to a panel that is seen', async () => {
    const { feed, port, begin } = setUp();
    await feed.ready();
    await begin();
    await settle();
    assert.deepEqual(await feed.predictions(null), { runId: 'run1', predictions: null, message: 'none' });
    port.isVisible = false;
    assert.equal(await feed.predictions(null), null);
    assert.equal(port.asked.length, 1);
  });

  it('sends nothing to a hidden panel and a snapshot when it is visible again', async () => {
    const { feed, port, begin, types } = setUp();
    await feed.ready();
    const fake = await begin();
    types();
    port.isVisible = false;
    await feed.visibilityChanged();
    fake.step();
    fake.setStatus('paused');
    assert.deepEqual(types(), []);
    port.isVisible = true;
    await feed.visibilityChanged();
    fake.step();
    assert.deepEqual(types(), ['snapshot', 'frame']);
  });

  it('sends the twin with the run, also after it was hidden, and nothing of either meanwhile', async () => {
    const { manager, feed, port, begin, types } = setUp();
    await feed.ready();
    const fake = await begin();
    const twin = new FakeSession('twin', () => undefined);
    types();
    manager.pair(fake.session, twin.session);
    assert.deepEqual(types(), ['beside']);
    port.isVisible = false;
    await feed.visibilityChanged();
    for (let step = 0; step < 100; step++) fake.step();
    manager.pair(fake.session, twin.session);
    assert.deepEqual(types(), [], 'a hidden panel costs nothing');
    port.isVisible = true;
    await feed.visibilityChanged();
    assert.deepEqual(types(), ['snapshot', 'beside']);
  });

  it('says that a run waits', async () => {
    const manager = new RunManager(
      () => new Promise(() => undefined),
      () => 1,
    );
    const sent: PanelMessage[] = [];
    const port = {
      visible: () => true,
      send: (messages: readonly PanelMessage[]) => {
        sent.push(...messages);
        feed.taken();
      },
    };
    const feed: PanelFeed = new PanelFeed(
      manager,
      port,
      () => Promise.resolve([]),
      () => Promise.resolve(null),
    );
    await feed.ready();
    void manager.start(options, 'one');
    void manager.start({ ...options, specPath: '/two.nnspec.json' }, 'two');
    await settle();
    assert.deepEqual(sent.at(-1), { type: 'queued', name: 'two', running: 1, before: 0 });
  });

  it('does not send the list of specs once a run has begun meanwhile', async () => {
    const { feed, begin, types } = setUp();
    const told = feed.ready();
    await begin();
    await told;
    await settle();
    assert.equal(types().at(-1), 'snapshot');
  });

  it('hears nothing after it is disposed', async () => {
    const { feed, begin, types } = setUp();
    await feed.ready();
    const fake = await begin();
    types();
    feed.dispose();
    fake.step();
    assert.deepEqual(types(), []);
  });
});
