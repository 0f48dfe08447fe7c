/** A group of buttons as one stop of the Tab key: the arrow keys go from one to the next. */
import { setAttribute } from '../look/dom.ts';

type Step = 'next' | 'before' | 'first' | 'last';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  ArrowLeft: 'before',
  ArrowUp: 'before',
  Home: 'first',
  End: 'last',
};

function isShown(item: HTMLElement): boolean {
  return !item.hidden && item.closest('[hidden]') === null;
}

function itemsOf(group: HTMLElement): HTMLElement[] {
  return [...group.querySelectorAll<HTMLElement>('[data-rove]')].filter(isShown);
}

/** Makes the one item that Tab reaches: `wanted`, or the first one shown. */
export function rove(group: HTMLElement, wanted: HTMLElement | null = null): void {
  const items = itemsOf(group);
  const current =
    wanted !== null && items.includes(wanted) ? wanted : items.find((item) => item.tabIndex === 0);
  const reached = current ?? items[0];
  for (const item of items) setAttribute(item, 'tabindex', item === reached ? '0' : '-1');
}

/** Lets the arrow keys move within `group` among its items with `data-rove`; `onMove` hears of the item that is reached. */
export function roveByKeys(group: HTMLElement, onMove: (item: HTMLElement) => void = () => undefined): void {
  group.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const items = itemsOf(group);
    const at = items.findIndex((item) => item === document.activeElement);
    if (at < 0) return;
    const places = { next: at + 1, before: at - 1 + items.length, first: 0, last: items.length - 1 };
    const reached = items[places[step] % items.length];
    if (reached === undefined) return;
    event.preventDefault();
    rove(group, reached);
    reached.focus();
    onMove(reached);
  });
}
