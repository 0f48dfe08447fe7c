/** The row of the cursor and the selected rows, by folder: sorting and live changes leave both alone. */
export class Selection {
  /** Folder of the row with the cursor. */
  active: string | null = null;
  readonly #selected = new Set<string>();
  /** The beginning of a range. */
  #anchor: string | null = null;

  has(folder: string): boolean {
    return this.#selected.has(folder);
  }

  get size(): number {
    return this.#selected.size;
  }

  /** The selected rows in the order they are shown; without any, the row with the cursor. */
  chosen(shown: readonly string[]): string[] {
    const selected = shown.filter((folder) => this.#selected.has(folder));
    if (selected.length > 0) return selected;
    return this.active !== null && shown.includes(this.active) ? [this.active] : [];
  }

  /** Moves the cursor; with `extend` everything from where it began is selected. */
  moveTo(folder: string, shown: readonly string[], extend: boolean): void {
    if (!extend) this.#anchor = null;
    else {
      this.#anchor ??= this.active ?? folder;
      const [from, to] = [shown.indexOf(this.#anchor), shown.indexOf(folder)].sort((a, b) => a - b);
      this.#selected.clear();
      for (const one of shown.slice(from, (to ?? 0) + 1)) this.#selected.add(one);
    }
    this.active = folder;
  }

  toggle(folder: string): void {
    if (!this.#selected.delete(folder)) this.#selected.add(folder);
  }

  /** Selects all that is shown, or nothing where all was. */
  toggleAll(shown: readonly string[]): void {
    const all = shown.every((folder) => this.#selected.has(folder));
    this.#selected.clear();
    if (!all) for (const folder of shown) this.#selected.add(folder);
  }

  clear(): void {
    this.#selected.clear();
    this.#anchor = null;
  }

  /** Forgets what is not shown any more; the cursor goes to the row that took the place. */
  keep(shown: readonly string[], before: readonly string[]): void {
    const left = new Set(shown);
    for (const folder of this.#selected) if (!left.has(folder)) this.#selected.delete(folder);
    if (this.active === null || left.has(this.active)) return;
    const at = before.indexOf(this.active);
    this.active = shown[Math.min(Math.max(0, at), shown.length - 1)] ?? null;
  }
}
