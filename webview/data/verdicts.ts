/**
 * The steps at which a run's gradients began to vanish or to explode: once for each layer until it clears. Steps are
 * judged as they come, so that a long run costs no more than a short one.
 */
import type { Axis } from './axis.ts';
import type { Column } from './column.ts';
import { EXPLODING_FACTOR, VANISHING_NORM, VANISHING_RATIO, explodingEarly, usualNorm } from './health.ts';

export interface Verdict {
  readonly kind: 'vanishing' | 'exploding' | 'notFinite';
  readonly layer: string;
  readonly step: number;
}

/** Rows between two checks of what vanishes. */
const CHECK = 20;
/** Rows after which what is usual is found anew: as many as it is the middle of. */
const USUAL = 100;
/** Checks in a row that make gradients vanishing, and as many that clear a verdict. */
const CHECKS = 3;
/** Verdicts kept: more on one chart say nothing. */
const MOST = 200;
/** Values looked at between two looks at the clock. */
const AT_ONCE = 5000;

class LayerJudge {
  readonly layer: string;
  readonly #norms: Column;
  readonly #last: Column;
  #usual = NaN;
  readonly #first: number[] = [];
  #vanishing = 0;
  #calm = 0;
  #active: Verdict['kind'] | null = null;

  constructor(layer: string, norms: Column, last: Column) {
    this.layer = layer;
    this.#norms = norms;
    this.#last = last;
  }

  /** The verdict that begins at `row`, if any. */
  look(row: number): Verdict['kind'] | null {
    const norm = this.#norms.at(row);
    if (!Number.isFinite(norm)) return this.#begin('notFinite');
    const early = explodingEarly(this.#first);
    if (!Number.isNaN(early)) this.#first.push(norm);
    if (norm > early || norm > this.#usual * EXPLODING_FACTOR) return this.#begin('exploding');
    if (row % USUAL === USUAL - 1) this.#usual = usualNorm(this.#norms, row + 1);
    if (row % CHECK !== CHECK - 1) return null;
    const last = this.#last.at(row);
    const vanishes = norm < VANISHING_NORM && norm < last * VANISHING_RATIO;
    this.#vanishing = vanishes ? this.#vanishing + 1 : 0;
    if (this.#vanishing >= CHECKS) return this.#begin('vanishing');
    this.#calm += 1;
    if (this.#calm >= CHECKS) this.#active = null;
    return null;
  }

  #begin(kind: Verdict['kind']): Verdict['kind'] | null {
    this.#calm = 0;
    if (this.#active === kind) return null;
    this.#active = kind;
    return kind;
  }
}

export class Verdicts {
  readonly found: Verdict[] = [];
  readonly #steps: Axis;
  readonly #judges: readonly LayerJudge[];
  #row = 0;

  /** `layers` with the columns of their gradient norms, first layer first. */
  constructor(steps: Axis, layers: readonly { readonly layer: string; readonly norms: Column }[]) {
    this.#steps = steps;
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

  #look(end: number): void {
    for (; this.#row < end; this.#row += 1) {
      for (const judge of this.#judges) {
        const kind = judge.look(this.#row);
        if (kind !== null && this.found.length < MOST) {
          this.found.push({ kind, layer: judge.layer, step: this.#steps.at(this.#row) });
        }
      }
    }
  }
}
