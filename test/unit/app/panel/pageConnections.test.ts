import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/base/emitter.ts';
import { PageConnections } from '../../../../src/app/panel/pageConnections.ts';
import { PanelFeed } from '../../../../src/app/panel/panelFeed.ts';
import { RunManager } from '../../../../src/app/runManager.ts';

class Page {
  readonly closed = new Emitter<undefined>();
  onDidDispose(listener: () => void) {
    return this.closed.on(listener);
  }
}

describe('the connections to pages', () => {
  it('end with their page, once, and leave nothing behind', () => {
    const pages = new PageConnections<Page>();
    const [first, second] = [new Page(), new Page()];
    const ended: Page[] = [];
    const connect = (page: Page) => ({ dispose: () => ended.push(page) });
    pages.open(first, connect);
    pages.open(second, connect);
    assert.deepEqual(pages.pages, [first, second]);
    first.closed.emit(undefined);
    first.closed.emit(undefined);
    assert.deepEqual(ended, [first]);
    assert.deepEqual(pages.pages, [second]);
    pages.dispose();
    assert.deepEqual(ended, [first, second]);
    pages.open(first, connect);
    assert.deepEqual(pages.pages, []);
  });

  it('of a panel that was opened and closed a hundred times hear nothing of runs any more', () => {
    const manager = new RunManager(() => Promise.reject(new Error('not in this test')));
    const pages = new PageConnections<Page>();
    let sent = 0;
    const open = (): Page => {
      const page = new Page();
      const port = { visible: () => true, send: () => sent++ };
      pages.open(page, () => {
        const feed = new PanelFeed(
          manager,
          port,
          () => Promise.resolve([]),
          () => Promise.resolve(null),
        );
        void feed.ready();
        return feed;
      });
      return page;
    };
    for (let times = 0; times < 100; times++) open().closed.emit(undefined);
    const last = open();
    sent = 0;
    manager.show({ kind: 'preparing', name: 'a', specPath: '/a', done: 0, total: 1 });
    assert.equal(sent, 1);
    last.closed.emit(undefined);
    manager.show({ kind: 'nothing' });
    assert.equal(sent, 1);
    manager.dispose();
  });
});
