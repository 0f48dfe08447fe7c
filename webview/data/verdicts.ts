/**
 * The stretches of steps in which a layer's gradients vanish or explode. A single large or small norm is no event: a stretch
 * begins after a number of steps that agree, and ends after as many that do not. Steps are judged as they come, so that a
 * long run costs no more than a short one.
 */
import type { Axis } from './axis.ts';
import type { Column } from './column.ts';
import { EXPLODING_FACTOR, LEAP_FACTOR, VANISHING_NORM, VANISHING_RATIO, middle } from './health.ts';

export type VerdictKind = 'vanishing' | 'exploding' | 'notFinite';

/** Steps `from` … `to` of one layer. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly layer: string;
  readonly from: number;
  readonly to: number;
}

/** A stretch in which one or several layers have the same trouble. */
export interface GradientEvent {
  readonly kind: VerdictKind;
  /** First layer first. */
  readonly layers: readonly string[];
  readonly from: number;
  readonly to: number;
  /** It had not ended at the last step. */
  readonly lasts: boolean;
}

/** Rows of which the usual value is the middle, and after which it is found anew. */
const USUAL = 100;
/** Rows that must agree, counted up for each that does and down for each that does not. */
const NEEDED: Readonly<Record<VerdictKind, number>> = { vanishing: 10, exploding: 5, notFinite: 1 };
/** A stretch ends so many rows after the last that agrees. */
const CALM = 20;
/** Stretches kept of a layer; of more, those that are near each other become one. */
const MOST = 12;
/** Values looked at between two looks at the clock. */
const AT_ONCE = 5000;

/** Rows of a stretch; `to` grows while it goes on. */
interface Stretch {
  readonly from: number;
  to: number;
}

interface Found {
  readonly kind: VerdictKind;
  readonly layer: string;
  readonly from: number;
  /** The last row of those before `stretch` that were joined to it. */
  to: number;
  /** The latest part. */
  stretch: Stretch;
}

const endOf = ({ to, stretch }: Found): number => Math.max(to, stretch.to);

/** Counts rows that agree until they make a stretch, and those that do not until it is over. */
class Counter {
  readonly #needed: number;
  #count = 0;
  #since = 0;
  #active: Stretch | null = null;

  constructor(needed: number) {
    this.#needed = needed;
  }

  get active(): boolean {
    return this.#active !== null;
  }

  /** Takes in a row, which counts `weight` times if it agrees; the stretch that begins with it, if any. */
  take(row: number, agrees: boolean, weight: number): Stretch | null {
    if (!agrees) {
      if (this.#count > 0) this.#count -= 1;
      if (this.#count === 0) this.#active = null;
      return null;
    }
    if (this.#count === 0) this.#since = row;
    if (this.#active !== null) {
      this.#active.to = row;
      this.#count = Math.max(CALM, this.#needed);
      return null;
    }
    this.#count += weight;
    if (this.#count < this.#needed) return null;
    this.#count = Math.max(CALM, this.#needed);
    this.#active = { from: this.#since, to: row };
    return this.#active;
  }
}

/** The middle of a column's first values and of its latest ones. */
class Usual {
  readonly #column: Column;
  readonly #values: number[] = [];
  #first = NaN;
  #recent = NaN;

  constructor(column: Column) {
    this.#column = column;
  }

  /** Takes in the value at `row`; `keeps` while what is usual must not follow it. */
  take(row: number, keeps: boolean): void {
    const value = this.#column.at(row);
    if (keeps || !Number.isFinite(value)) return;
    const count = this.#values.push(value);
    if (count === USUAL) {
      this.#recent = middle(this.#values);
      if (this.early) this.#first = this.#recent;
      this.#values.length = 0;
    } else if (this.early && (count & (count - 1)) === 0) this.#recent = middle(this.#values);
  }

  /** True while too little is known to tell growth from the way a run begins. */
  get early(): boolean {
    return Number.isNaN(this.#first);
  }

  get recent(): number {
    return this.#recent;
  }

  /** Recently or in the beginning, whichever is more; NaN before the first value. */
  get most(): number {
    return this.#first > this.#recent ? this.#first : this.#recent;
  }
}

class LayerJudge {
  readonly layer: string;
  readonly usual: Usual;
  readonly #norms: Column;
  readonly #last: Column;
  readonly #vanishing = new Counter(NEEDED.vanishing);
  readonly #exploding = new Counter(NEEDED.exploding);
  readonly #notFinite = new Counter(NEEDED.notFinite);

  constructor(layer: string, norms: Column, last: Column) {
    this.layer = layer;
    this.#norms = norms;
    this.#last = last;
    this.usual = new Usual(norms);
  }

  /** Judges the norm at `row`, where the loss is as it was or worse if `harmed`; adds what begins to `begun`. */
  look(row: number, harmed: boolean, begun: Found[]): void {
    const norm = this.#norms.at(row);
    const { most, early } = this.usual;
    const finite = Number.isFinite(norm);
    const leaps = finite && norm > most * LEAP_FACTOR;
    const grows = finite && norm > most * EXPLODING_FACTOR;
    // Within a stretch the loss may already be falling again.
    const explodes = this.#exploding.active ? grows : harmed && (leaps || (grows && !early));
    const vanishes = norm < VANISHING_NORM && norm < this.#last.at(row) * VANISHING_RATIO;
    this.#note('notFinite', this.#notFinite.take(row, !finite, 1), begun);
    this.#note('exploding', this.#exploding.take(row, explodes, leaps ? NEEDED.exploding : 1), begun);
    this.#note('vanishing', this.#vanishing.take(row, vanishes, 1), begun);
    this.usual.take(row, this.#exploding.active);
  }

  #note(kind: VerdictKind, stretch: Stretch | null, begun: Found[]): void {
    if (stretch !== null) begun.push({ kind, layer: this.layer, from: stretch.from, to: 0, stretch });
  }
}

export class Verdicts {
  readonly #steps: Axis;
  readonly #judges: readonly LayerJudge[];
  readonly #loss: Column | undefined;
  readonly #usualLoss: Usual | null;
  #found: Found[] = [];
  /** Rows by which two stretches of a layer must be apart to be two. */
  #apart = CALM;
  #row = 0;
  #told: { readonly row: number; readonly verdicts: readonly Verdict[] } | null = null;

  /** `layers` with the columns of their gradient norms, first layer first; `loss` tells growth from harm. */
  constructor(
    steps: Axis,
    layers: readonly { readonly layer: string; readonly norms: Column }[],
    loss?: Column,
  ) {
    this.#steps = steps;
    this.#loss = loss;
    this.#usualLoss = loss === undefined ? null : new Usual(loss);
    const last = layers.at(-1)?.norms;
    this.#judges =
      last === undefined ? [] : layers.map(({ layer, norms }) => new LayerJudge(layer, norms, last));
  }

  /** Looks at what has come since, for at most about `milliseconds`; false if there is more. */
  catchUp(milliseconds = Infinity): boolean {
    if (this.#judges.length === 0) return true;
    const until = performance.now() + milliseconds;
    const piece = Math.ceil(AT_ONCE / this.#judges.length);
    while (this.#row < this.#steps.length && performance.now() < until) {
      this.#look(Math.min(this.#steps.length, this.#row + piece));
    }
    return this.#row === this.#steps.length;
  }

  /** All stretches so far, in the order of their beginnings. */
  get found(): readonly Verdict[] {
    if (this.#told?.row === this.#row) return this.#told.verdicts;
    const verdicts = sorted(this.#found).map((found) => ({
      kind: found.kind,
      layer: found.layer,
      from: this.#steps.at(found.from),
      to: this.#steps.at(endOf(found)),
    }));
    this.#told = { row: this.#row, verdicts };
    return verdicts;
  }

  /** The stretches with those of several layers that overlap as one. */
  events(): readonly GradientEvent[] {
    const events: GradientEvent[] = [];
    const order = new Map(this.#judges.map(({ layer }, index) => [layer, index]));
    const end = this.#steps.at(this.#row - 1);
    for (const { kind, layer, from, to } of this.found) {
      const at = events.findLastIndex((event) => event.kind === kind && event.to >= from);
      const known = events[at];
      const lasts = to >= end;
      if (known === undefined) events.push({ kind, layers: [layer], from, to, lasts });
      else {
        const layers = known.layers.includes(layer) ? known.layers : [...known.layers, layer];
        events[at] = {
          kind,
          layers: [...layers].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
          from: known.from,
          to: Math.max(known.to, to),
          lasts: known.lasts || lasts,
        };
      }
    }
    return events;
  }

  /** The norm from which the largest layer's gradient counts as exploding; null while nothing is usual. */
  get explodingFrom(): number | null {
    const largest = Math.max(...this.#judges.map(({ usual }) => usual.most).filter((most) => most > 0));
    return Number.isFinite(largest) ? largest * EXPLODING_FACTOR : null;
  }

  /** The norm below which a layer's gradient counts as vanishing. */
  get vanishingBelow(): number {
    const last = this.#judges.at(-1)?.usual.recent ?? NaN;
    return Math.min(VANISHING_NORM, last > 0 ? last * VANISHING_RATIO : VANISHING_NORM);
  }

  #look(end: number): void {
    const begun: Found[] = [];
    for (; this.#row < end; this.#row += 1) {
      const row = this.#row;
      // A gradient that grows while the loss falls does no harm: the network has found a way down.
      const harmed = !((this.#loss?.at(row) ?? NaN) < (this.#usualLoss?.recent ?? NaN));
      for (const judge of this.#judges) judge.look(row, harmed, begun);
      this.#usualLoss?.take(row, false);
      if (begun.length > 0) this.#addAll(begun.splice(0));
    }
  }

  #addAll(begun: readonly Found[]): void {
    for (const found of begun) this.#add(found);
    while (this.#found.length > MOST * this.#judges.length) {
      this.#apart *= 2;
      const all = sorted(this.#found);
      this.#found = [];
      for (const found of all) this.#add(found);
    }
  }

  /** Joins what is too near the stretch of its layer before it. */
  #add(found: Found): void {
    const before = this.#found.findLast(({ kind, layer }) => kind === found.kind && layer === found.layer);
    if (before === undefined || found.from - endOf(before) > this.#apart) this.#found.push(found);
    else {
      before.to = endOf(before);
      before.stretch = found.stretch;
    }
  }
}

function sorted(found: readonly Found[]): Found[] {
  return [...found].sort((a, b) => a.from - b.from);
}
