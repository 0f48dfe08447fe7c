/** A list in bounded memory: beyond the capacity every second item is left out, the latest never. */
export class ThinnedList<Item> {
  readonly #capacity: number;
  #items: Item[] = [];
  #stride = 1;
  #latest: Item | null = null;
  #count = 0;

  /** `capacity`: most items to keep, at least 2. */
  constructor(capacity: number) {
    this.#capacity = Math.max(2, capacity);
  }

  get latest(): Item | null {
    return this.#latest;
  }

  append(item: Item): void {
    this.#latest = item;
    if (this.#count++ % this.#stride !== 0) return;
    this.#items.push(item);
    if (this.#items.length <= this.#capacity) return;
    this.#items = this.#items.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  /** Takes away what was appended last, for as long as it `goes`. */
  dropLast(goes: (item: Item) => boolean): void {
    if (this.#latest === null || !goes(this.#latest)) return;
    while (this.#items.length > 0 && goes(this.#items.at(-1) as Item)) this.#items.pop();
    this.#latest = this.#items.at(-1) ?? null;
    this.#count = this.#items.length * this.#stride;
  }

  /** As if each of `count` items were appended in order, but makes only those that are kept. */
  appendRows(count: number, itemAt: (row: number) => Item): void {
    for (let row = 0; row < count - 1; row++) {
      if (this.#count % this.#stride === 0) this.append(itemAt(row));
      else this.#count++;
    }
    if (count > 0) this.append(itemAt(count - 1));
  }

  toArray(): Item[] {
    const items = [...this.#items];
    if (this.#latest !== null && items.at(-1) !== this.#latest) items.push(this.#latest);
    return items;
  }
}
