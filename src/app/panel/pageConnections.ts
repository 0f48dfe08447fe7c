/**
 * Owns the connections to open pages: one for each page, made when the page opens and given back when it closes, or all
 * at once when the owner goes. A page that a later one replaces is closed by the window, and its connection with it.
 */
import { DisposableStore, type Disposable } from '../../base/disposable.ts';

/** The part of a view or an editor tab that is needed. */
interface ClosingPage {
  onDidDispose(listener: () => void): Disposable;
}

export class PageConnections<Page extends ClosingPage> implements Disposable {
  readonly #open = new Map<Page, Disposable>();
  #disposed = false;

  /** Pages with a connection, the one opened last at the end. */
  get pages(): readonly Page[] {
    return [...this.#open.keys()];
  }

  /** Connects a page until it closes. */
  open(page: Page, connect: (page: Page) => Disposable): void {
    this.#close(page);
    if (this.#disposed) return;
    const owned = new DisposableStore();
    this.#open.set(page, owned);
    owned.add(
      page.onDidDispose(() => {
        this.#close(page);
      }),
    );
    owned.add(connect(page));
  }

  #close(page: Page): void {
    const connection = this.#open.get(page);
    this.#open.delete(page);
    connection?.dispose();
  }

  dispose(): void {
    this.#disposed = true;
    for (const page of [...this.#open.keys()]) this.#close(page);
  }
}
