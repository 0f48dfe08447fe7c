/** Two-parameter problems: the trainer's own steps with everything that makes them, and the cost of any two parameters. */
import { NnError } from '../../base/errors.ts';
import { compute } from '../../base/formula/formula.ts';
import { sentence } from '../../base/problems/runs.ts';
import { at, type Values } from '../../base/values.ts';
import { gradientOf } from '../../kinds/layers/layer.ts';
import { stepTrace } from '../../kinds/traces/optimizers.ts';
import type { Plan } from '../../plan/types.ts';
import { isSlotName } from '../../plan/tensorNames.ts';
import type { CostSurface, OptimizerPath, PathLine, PathStep, Region } from '../../run/explain/path.ts';
import { seriesOf } from '../../run/series.ts';
import type { Trainer } from '../types.ts';

type Pair = readonly [number, number];

/** Steps of a path at most. */
const MOST_STEPS = 5000;
/** The engine's steps are float32. */
const CLOSE = 1e-4;

function pairOf(parts: readonly Values[]): Pair {
  const all = parts.flatMap((part) => [...part]);
  return [all[0] ?? NaN, all[1] ?? NaN];
}

/** Both parameters, and the slots of the optimizer by name. */
function stateOf(trainer: Trainer, names: readonly string[]) {
  return trainer.withState(({ tensors }) => {
    const find = (wanted: string): Values =>
      tensors.find(({ name }) => name === wanted)?.values ?? new Float64Array();
    const slots = new Set(
      tensors.flatMap(({ name }) => (isSlotName(name) ? [name.slice(name.lastIndexOf('/') + 1)] : [])),
    );
    const memory: Record<string, Pair> = {};
    for (const slot of slots) {
      memory[slot] = pairOf(names.map((name) => find(`optimizer/${name}/${slot}`)));
    }
    return { weights: pairOf(names.map(find)), memory };
  });
}

/** @throws NnError NN-EXPLAIN-PATH unless exactly two numbers are trained, in one or two parameters that train entirely */
function namesOf(plan: Plan): readonly string[] {
  const parameters = plan.layers.flatMap((layer) => layer.parameters);
  const count = parameters.reduce((sum, { size }) => sum + size, 0);
  if (count !== 2 || parameters.some(({ trainable }) => !trainable))
    throw new NnError(sentence('NN-EXPLAIN-PATH', { count }));
  return parameters.map(({ name }) => name);
}

/** Trains from the start for `steps` steps at most, and tells each step. */
export function pathOf(plan: Plan, trainer: Trainer, steps: number): OptimizerPath {
  const names = namesOf(plan);
  const rateAt = seriesOf(plan).indexOf('learningRate');
  const { optimizer, semantics } = plan.spec;
  const told: PathStep[] = [];
  let { weights, memory } = stateOf(trainer, names);
  for (const event of trainer.run()) {
    if (event.kind !== 'step') continue;
    const gradient = trainer.inspect(({ network, pass }) =>
      pairOf(network.parameters.map((parameter) => pass.backend.view(gradientOf(parameter)).slice())),
    );
    const after = stateOf(trainer, names);
    const rule = { optimizer, semantics, learningRate: at(event.row, rateAt), step: event.step };
    told.push({
      ...{ step: event.step, loss: at(event.row, 0), before: weights, after: after.weights, gradient },
      lines: linesOf(rule, weights, gradient, memory, after.weights),
      memory: after.memory,
    });
    ({ weights, memory } = after);
    if (told.length >= Math.min(steps, MOST_STEPS)) break;
  }
  const shown = names.length === 2 ? names : [`${names[0] ?? ''}[0]`, `${names[0] ?? ''}[1]`];
  return { names: [shown[0] ?? '', shown[1] ?? ''], steps: told };
}

function linesOf(
  rule: Parameters<typeof stepTrace>[0],
  weights: Pair,
  gradient: Pair,
  memory: Readonly<Record<string, Pair>>,
  after: Pair,
): PathLine[] {
  const made = ([0, 1] as const).map((place) => {
    const slots = Object.values(memory).map((pair) => pair[place]);
    const trace = stepTrace(rule, gradient[place], slots);
    if (!trace) return [];
    const known: Record<string, number> = { ...trace.constants, w: weights[place], g: gradient[place] };
    for (const [index, slot] of trace.slots.entries()) known[slot] = slots[index] ?? NaN;
    return trace.lines.map(([name, formula]) => {
      known[name] = compute(formula, known);
      return { name, formula, value: known[name] };
    });
  });
  // Decay apart from the gradient changes the weight before the rule does: lines that do not end where the step ended are not told.
  const ends = [0, 1] as const;
  const isWhole = ends.every((place) => {
    const reached = made[place]?.at(-1)?.value ?? NaN;
    return Math.abs(reached - after[place]) <= CLOSE * Math.max(1, Math.abs(after[place]));
  });
  if (!isWhole) return [];
  return (made[0] ?? []).map(({ name, formula, value }, line) => ({
    name,
    formula,
    values: [value, made[1]?.[line]?.value ?? NaN],
  }));
}

/** The loss of all training samples at `size` × `size` pairs of parameters. */
export function costSurface(plan: Plan, trainer: Trainer, region: Region, size: number): CostSurface {
  const names = namesOf(plan);
  const { tensors } = trainer.checkpoint();
  const own = tensors.filter(({ name }) => names.includes(name));
  const place = (along: 0 | 1, index: number): number =>
    region.low[along] + ((region.high[along] - region.low[along]) * index) / (size - 1);
  const costs: number[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const pair = [place(0, column), place(1, row)];
      let next = 0;
      for (const { values } of own) {
        for (let index = 0; index < values.length; index++) values[index] = pair[next++] ?? NaN;
      }
      costs.push(trainer.evaluate('train', own)['loss'] ?? NaN);
    }
  }
  return { region, size, costs };
}
