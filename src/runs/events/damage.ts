/** The missing steps of a run whose event files were damaged, counted while its steps are read in order. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import type { RecordDamage } from '../../run/recording.ts';

/** Ranges of missing steps that are told; the count goes on. */
const MOST_RANGES = 16;

const NO_DAMAGE: RecordDamage = { places: 0, bytes: 0, steps: 0, ranges: [] };

export class DamageCounter {
  #damage: RecordDamage;
  /** A damaged place has been passed over since the last step. */
  #open = false;
  /** From one step to the next before that: more than 1 where only multiples of it were recorded. */
  #every = 1;

  /** `before`: what is known of the steps before those that will be read. */
  constructor(before: RecordDamage = NO_DAMAGE) {
    this.#damage = before;
  }

  /** So many bytes are damaged here. */
  broken(bytes: number): void {
    const { places, bytes: before, ...rest } = this.#damage;
    this.#damage = { ...rest, places: places + 1, bytes: before + bytes };
    this.#open = true;
  }

  /** `step` comes right after `last`. */
  step(step: number, last: number): void {
    if (!this.#open) {
      this.#every = step - last;
      return;
    }
    this.#open = false;
    const every = this.#every;
    const missing = Math.floor((step - 1) / every) - Math.floor(last / every);
    if (missing <= 0) return;
    const { steps, ranges } = this.#damage;
    const range = [last + 1, step - 1] as const;
    this.#damage = {
      ...this.#damage,
      steps: steps + missing,
      ranges: ranges.length < MOST_RANGES ? [...ranges, range] : ranges,
    };
  }

  /** Undefined: nothing is damaged. */
  get damage(): RecordDamage | undefined {
    return this.#damage.places === 0 ? undefined : this.#damage;
  }
}

/** In one line. */
export function damageText({ places, bytes, steps, ranges }: RecordDamage): Text {
  const where =
    places === 1
      ? phrase('The event files are damaged at {places} place ({bytes} bytes)', { places, bytes })
      : phrase('The event files are damaged at {places} places ({bytes} bytes)', { places, bytes });
  if (steps === 0) return phrase('{where}; no step is missing.', { where });
  const told = ranges.map(([first, last]) =>
    first === last ? first : phrase('{least} to {largest}', { least: first, largest: last }),
  );
  const shown = { where, steps, ranges: ranges.length === MOST_RANGES ? [...told, '…'] : told };
  return steps === 1
    ? phrase('{where}: {steps} step is missing ({ranges}). The others are shown.', shown)
    : phrase('{where}: {steps} steps are missing ({ranges}). The others are shown.', shown);
}
