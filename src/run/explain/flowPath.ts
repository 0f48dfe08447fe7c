/** The way of the gradient from the last layer that trains to another one, as a product, with the factor that is to blame. */
import type { Finding } from '../events/findings.ts';
import type { FactorKind, FlowFactor, FlowLayer, GradientFlow } from './gradientFlow.ts';

/** `inputs`: the inputs and penalties of the layer, compared with those of the layer that the way begins at. */
export type StepKind = FactorKind | 'inputs';

export interface WayStep {
  readonly layer: string;
  readonly kind: StepKind;
  /** Null: nothing arrives here, or a norm is not finite. */
  readonly value: number | null;
  /** The gradient behind this step. */
  readonly gradient: number | null;
}

/** The kind of factor that makes most of the ratio. */
export interface Blame {
  readonly kind: StepKind;
  /** Product of all factors of the kind on the way. */
  readonly product: number;
  /** Its number of factors, and the layer of the one that is farthest from 1. */
  readonly count: number;
  readonly layer: string;
  readonly factor: number;
}

export interface GradientWay {
  readonly from: string;
  readonly to: string;
  /** Norms of the gradients of the two layers' parameters without penalties (of a layer without any: of its output). */
  readonly begin: number | null;
  readonly end: number | null;
  /** `end` divided by `begin`, which is the product of the steps. */
  readonly ratio: number | null;
  readonly steps: readonly WayStep[];
  /** The product without the last step: what the layers on the way do to the gradient that goes through them. */
  readonly through: number | null;
  /** Null where the gradients are of one size. */
  readonly blame: Blame | null;
}

/** Ratios of gradients that need no explanation. */
const ALIKE = 10;

/** The factors of a layer that come before its own parameters on the way back, and those behind them. */
function split({ factors, direct }: FlowLayer): readonly [FlowFactor[], FlowFactor[]] {
  if (direct === null) return [[...factors], []];
  const isBefore = ({ kind }: FlowFactor): boolean => kind === 'slope';
  return [factors.filter(isBefore), factors.filter((factor) => !isBefore(factor))];
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function quotient(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : finite(a / b);
}

function product(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : finite(a * b);
}

const isAlike = (ratio: number | null): boolean => ratio === null || (ratio < ALIKE && ratio > 1 / ALIKE);

function blameOf(steps: readonly WayStep[], ratio: number): Blame | null {
  const sign = ratio < 1 ? -1 : 1;
  const weightOf = ({ value }: WayStep): number => (value === null ? 0 : sign * Math.log(value));
  let blame: Blame | null = null;
  let most = 0;
  for (const kind of new Set(steps.map((step) => step.kind))) {
    const own = steps.filter((step) => step.kind === kind && step.value !== null);
    const weight = own.reduce((sum, step) => sum + weightOf(step), 0);
    if (weight <= most) continue;
    most = weight;
    const worst = own.reduce((a, b) => (weightOf(b) > weightOf(a) ? b : a));
    blame = {
      kind,
      product: own.reduce((sum, { value }) => sum * (value ?? 1), 1),
      count: own.length,
      layer: worst.layer,
      factor: worst.value ?? 1,
    };
  }
  return blame;
}

/** The way to the layer with the id; null if there is none, or no layer behind it trains. */
export function wayTo({ layers }: Pick<GradientFlow, 'layers'>, id: string): GradientWay | null {
  const last = layers.findLastIndex(({ direct }) => direct !== null);
  const target = layers.findIndex((layer) => layer.id === id);
  const [from, to] = [layers[last], layers[target]];
  if (!from || !to || target > last) return null;
  const begin = from.direct;
  const trains = to.direct !== null;
  const steps: WayStep[] = [];
  let gradient = begin;
  const add = (layer: string, kind: StepKind, value: number | null): void => {
    gradient = product(gradient, value);
    steps.push({ layer, kind, value, gradient });
  };
  for (let index = last; index >= target && target !== last; index--) {
    const layer = layers[index];
    if (!layer) continue;
    const [before, behind] = split(layer);
    const own = index === last ? behind : index === target ? (trains ? before : []) : [...before, ...behind];
    for (const { kind, value } of own) add(layer.id, kind, value);
  }
  if (target !== last) {
    add(to.id, 'inputs', quotient(trains ? to.inputs : 1, from.inputs));
  }
  const end = trains ? to.direct : to.arrives;
  const ratio = quotient(end, begin);
  const inner = steps.filter(({ kind }) => kind !== 'inputs');
  const through = inner.reduce<number | null>((all, { value }) => product(all, value ?? 1), 1);
  // Inputs that grow on the way ahead hide gradients that grow on the way back.
  const blame = !isAlike(through)
    ? blameOf(inner, through ?? 1)
    : isAlike(ratio)
      ? null
      : blameOf(steps, ratio ?? 1);
  return { from: from.id, to: to.id, begin, end, ratio, through, steps, blame };
}

/** The way to the layer that is asked for; else to that of the first finding that lasts, else to the farthest. */
export function wayOf(
  flow: Pick<GradientFlow, 'layers'>,
  findings: readonly Pick<Finding, 'layer' | 'until'>[],
  asked: string | undefined,
): GradientWay | null {
  const found = findings.find(({ layer, until }) => layer !== null && until === null)?.layer;
  const layer = asked ?? found ?? farthest(flow);
  return layer === null ? null : wayTo(flow, layer);
}

/** The layer that is explained unless another is asked for: of those that train the one with the farthest gradient from the output's. */
function farthest({ layers }: Pick<GradientFlow, 'layers'>): string | null {
  const trained = layers.filter(({ direct }) => direct !== null);
  const end = trained.at(-1)?.direct ?? 0;
  const distance = ({ direct }: FlowLayer): number =>
    direct === null || end === 0 ? 0 : direct === 0 ? Infinity : Math.abs(Math.log(direct / end));
  const most = trained.reduce<FlowLayer | null>(
    (best, one) => (best && distance(best) >= distance(one) ? best : one),
    null,
  );
  return most?.id ?? null;
}
