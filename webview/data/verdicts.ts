/**
 * The findings of the run's own rules, as charts, heat map and the strip of layers show them: each is a stretch of steps.
 * The page judges nothing itself.
 */
import type { Finding } from '../../src/run/events/findings.ts';

/** The way a stretch is drawn. */
export type VerdictKind = 'vanishing' | 'exploding' | 'notFinite' | 'other';

/** Rules on gradients, which the heat map shows; all others are `other`. */
const KINDS: Readonly<Record<string, VerdictKind>> = {
  vanishingGradient: 'vanishing',
  explodingGradient: 'exploding',
  notFinite: 'notFinite',
};

/** Steps `from` … `to` of one layer; null: of the run as a whole. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly layer: string | null;
  readonly from: number;
  readonly to: number;
  /** It had not ended at the last step. */
  readonly lasts: boolean;
  readonly finding: Finding;
}

/** A stretch in which one or several layers have the same trouble. */
export interface HealthEvent extends Omit<Verdict, 'layer'> {
  /** First layer first; empty: the run as a whole. */
  readonly layers: readonly string[];
}

function verdictOf(finding: Finding, lastStep: number): Verdict {
  const { rule, layer, since, until } = finding;
  const kind = Object.hasOwn(KINDS, rule) ? (KINDS[rule] ?? 'other') : 'other';
  const from = Math.max(1, since);
  return { kind, layer, from, to: Math.max(from, until ?? lastStep), lasts: until === null, finding };
}

export class Verdicts {
  readonly #order: ReadonlyMap<string, number>;
  #findings: readonly Finding[] = [];
  /** The answer to the last `upTo`: charts, heat map and strip ask for the same one. */
  #sorted: { readonly lastStep: number; readonly verdicts: readonly Verdict[] } | null = null;

  /** `layers`: first layer first. */
  constructor(layers: readonly string[]) {
    this.#order = new Map(layers.map((layer, index) => [layer, index]));
  }

  take(findings: readonly Finding[]): void {
    this.#findings = findings;
    this.#sorted = null;
  }

  /** All stretches up to `lastStep`, in the order of their beginnings. */
  upTo(lastStep: number): readonly Verdict[] {
    if (this.#sorted?.lastStep !== lastStep) {
      const verdicts = this.#findings.map((finding) => verdictOf(finding, lastStep));
      this.#sorted = { lastStep, verdicts: verdicts.sort((a, b) => a.from - b.from) };
    }
    return this.#sorted.verdicts;
  }

  /** The stretches that a step is in; null: those that last. */
  at(step: number | null, lastStep: number): Verdict[] {
    return this.upTo(lastStep).filter(({ from, to, lasts }) =>
      step === null ? lasts : from <= step && step <= to,
    );
  }

  /** The stretches with those of one rule that overlap, in whatever layers, as one. */
  events(lastStep: number): HealthEvent[] {
    const events: HealthEvent[] = [];
    for (const { layer, ...verdict } of this.upTo(lastStep)) {
      const { rule } = verdict.finding;
      const at = events.findLastIndex((event) => event.finding.rule === rule && event.to >= verdict.from);
      const known = events[at];
      const own = layer === null ? [] : [layer];
      if (known === undefined) events.push({ ...verdict, layers: own });
      else {
        const to = Math.max(known.to, verdict.to);
        events[at] = {
          ...known,
          layers: this.#inOrder([...known.layers, ...own]),
          to,
          lasts: known.lasts || verdict.lasts,
        };
      }
    }
    return events;
  }

  #inOrder(layers: readonly string[]): string[] {
    const place = (layer: string): number => this.#order.get(layer) ?? 0;
    return [...new Set(layers)].sort((a, b) => place(a) - place(b));
  }
}

/** A threshold of a rule as the run's spec has it; null if the rule is off. */
export function thresholdIn(
  health: Readonly<Record<string, unknown>>,
  rule: string,
  name: string,
): number | null {
  const setting = health[rule];
  if (typeof setting !== 'object' || setting === null) return null;
  const { enabled, [name]: value } = setting as Readonly<Record<string, unknown>>;
  return enabled === true && typeof value === 'number' ? value : null;
}
