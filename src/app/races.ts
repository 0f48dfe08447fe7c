/** The comparisons that go on in this window. Free of vscode. */
import type { Disposable } from '../base/disposable.ts';
import type { Comparison } from '../session/comparison/comparison.ts';
import type { Race } from '../session/comparison/race.ts';
import type { Session } from '../session/types.ts';

export class Races implements Disposable {
  /** With that which hears of their runs. */
  readonly #races = new Map<Race, Disposable>();
  readonly #changed: () => void;

  /** `changed`: a run of one of them has begun, changed its status or ended. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Their runs that are going. */
  get sessions(): readonly Session[] {
    return [...this.#races.keys()].flatMap(({ sessions }) => sessions);
  }

  of(comparison: Comparison | null): Race | undefined {
    return [...this.#races.keys()].find((race) => race.comparison === comparison);
  }

  add(race: Race): void {
    this.#races.set(race, race.onRuns.on(this.#changed));
    this.#changed();
  }

  remove(race: Race): void {
    this.#races.get(race)?.dispose();
    this.#races.delete(race);
    this.#changed();
  }

  /** Ends them so that they can go on in the next window; resolves when they have ended. */
  async suspend(): Promise<void> {
    const races = [...this.#races.keys()];
    for (const race of races) race.suspend();
    await Promise.all(races.map(({ done }) => done));
  }

  dispose(): void {
    for (const race of this.#races.keys()) race.dispose();
    this.#races.clear();
  }
}
