/** The runs of a comparison before they start: every optimizer, rate, combination of varied values and seed, in this order. */
import { sentence } from '../../base/problems/spec.ts';
import { loadSpec } from '../../format/load.ts';
import type { CompareSpec, ResolvedSpec } from '../../format/types.ts';
import { COARSE, FINE, GRID, MOST_RUNS, runCount, SPEC_ALONE } from '../../run/comparison/choice.ts';
import type { ComparedRun } from '../../run/comparison/state.ts';
import { locateProblems } from '../locate.ts';
import type { LocatedProblem, SessionOptions } from '../types.ts';

type Overrides = NonNullable<Parameters<typeof loadSpec>[2]>;

/** The spec of a comparison, with the overrides of all its runs. */
export type ContenderSource = Pick<SessionOptions, 'specPath' | 'specText' | 'overrides'>;

/** One run, before it starts. */
export interface Contender extends Pick<
  ComparedRun,
  'label' | 'optimizer' | 'learningRate' | 'rate' | 'seed' | 'family' | 'group' | 'values'
> {
  /** The name in its own spec: no other run of the comparison has it. */
  readonly specName: string;
  readonly overrides: Overrides;
  /** `fine`: its rate is known once the coarse runs of its family have ended. */
  readonly stage: 'only' | 'coarse' | 'fine';
}

/** One optimizer with one combination of varied values. */
interface Family {
  readonly name: string;
  readonly optimizer: string;
  readonly values: ComparedRun['values'];
  readonly overrides: Overrides;
  readonly ownRate: number;
  readonly isSpecs: boolean;
}

interface Field {
  readonly base: ResolvedSpec;
  readonly choice: CompareSpec;
  readonly families: readonly Family[];
}

export type Contenders =
  | { readonly contenders: null; readonly problems: readonly LocatedProblem[] }
  | {
      readonly base: ResolvedSpec;
      readonly choice: CompareSpec;
      readonly contenders: readonly Contender[];
      /** The fine runs of a family around its best rate, in the places of those that wait for it. */
      readonly fine: (family: string, bestRate: number) => readonly Contender[];
      readonly problems: readonly LocatedProblem[];
    };

/** Several numbers rounded so that a person may write them. */
const rounded = (rate: number): number => Number(rate.toPrecision(3));

/** A key as a label has it: `batchSize`, `dense1.units`. */
function shortPath(path: string): string {
  const keys = path.split('.');
  return keys[0] === 'model' && keys.length > 3 ? keys.slice(2).join('.') : (keys.at(-1) ?? path);
}

const shortValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Every combination of the varied values; one without any where nothing is varied. */
function combinations(vary: CompareSpec['vary']): ComparedRun['values'][] {
  return vary.reduce<ComparedRun['values'][]>(
    (all, { path, values }) => all.flatMap((one) => values.map((value) => [...one, { path, value }])),
    [[]],
  );
}

/** The runs that `choice` (default: the spec's own `compare`) asks for, or the problems that keep it from starting. */
export function contendersOf(source: ContenderSource, choice?: CompareSpec): Contenders {
  const { specText, specPath, overrides: given = [] } = source;
  const loaded = loadSpec(specText, specPath, given);
  const { spec: base, parsed } = loaded;
  if (!base) return { contenders: null, problems: locateProblems(loaded.problems, parsed, specPath) };
  const wanted = choice ?? base.compare ?? SPEC_ALONE;
  const { vary, optimizers } = wanted;
  const count = runCount(wanted);
  if (count > MOST_RUNS) {
    const told = sentence('NN-SPEC-RANGE.runs', { count, most: MOST_RUNS });
    const location = { kind: 'spec', path: ['compare'], on: 'key' } as const;
    const problem = { ...told, severity: 'error', location } as const;
    return { contenders: null, problems: locateProblems([problem], parsed, specPath) };
  }
  const families: Family[] = [];
  const problems: LocatedProblem[] = [];
  for (const optimizer of optimizers.length > 0 ? optimizers : [base.optimizer.type]) {
    for (const values of combinations(vary)) {
      const isSpecs = optimizer === base.optimizer.type;
      const overrides = [
        ...given,
        { path: 'compare', value: null },
        // The spec's own optimizer keeps the settings that the spec gives it.
        ...(isSpecs ? [] : [{ path: 'optimizer', value: { type: optimizer } }]),
        ...values,
      ];
      const { spec, problems: found, parsed: at } = loadSpec(specText, specPath, overrides);
      if (!spec) {
        problems.push(...locateProblems(found, at, specPath));
        continue;
      }
      const parts = values.map(({ path, value }) => `${shortPath(path)} ${shortValue(value)}`);
      const name = [...(optimizers.length > 1 || vary.length === 0 ? [optimizer] : []), ...parts].join(' · ');
      const ownRate = spec.optimizer.learningRate;
      families.push({ name, optimizer, values, overrides, ownRate, isSpecs });
    }
  }
  if (problems.length > 0) return { contenders: null, problems };
  const field: Field = { base, choice: { ...wanted, optimizers }, families };
  return {
    base,
    choice: field.choice,
    contenders: runsOf(field),
    fine: (name, bestRate) => fineRuns(field, name, bestRate),
    problems: [],
  };
}

function runsOf(field: Field): Contender[] {
  const { choice, families } = field;
  const seeds = Array.from({ length: choice.seeds }, (_, round) => round);
  if (choice.learningRates === 'tune') {
    const coarse = families.flatMap((family) =>
      COARSE.map((factor) => contender(field, family, rounded(family.ownRate * factor), 0, 'coarse')),
    );
    const fine = families.flatMap((family) =>
      Array.from({ length: FINE.length * choice.seeds - 1 }, () => waiting(field, family)),
    );
    return [...coarse, ...fine];
  }
  return seeds.flatMap((round) =>
    families.flatMap((family) =>
      ratesOf(choice, family).map((rate) => contender(field, family, rate, round, 'only')),
    ),
  );
}

function ratesOf({ learningRates }: CompareSpec, { ownRate }: Family): readonly number[] {
  if (typeof learningRates === 'object') return [...new Set(learningRates)];
  return learningRates === 'grid' ? GRID.map((factor) => rounded(ownRate * factor)) : [ownRate];
}

function fineRuns(field: Field, name: string, bestRate: number): Contender[] {
  const family = field.families.find((one) => one.name === name);
  if (!family) return [];
  const { seeds } = field.choice;
  return Array.from({ length: seeds }, (_, round) => round).flatMap((round) =>
    FINE.flatMap((factor) =>
      // That run has been made already.
      round === 0 && factor === 1
        ? []
        : [contender(field, family, factor === 1 ? bestRate : rounded(bestRate * factor), round, 'fine')],
    ),
  );
}

/** A fine run whose rate is not known yet. */
function waiting(field: Field, family: Family): Contender {
  const run = contender(field, family, family.ownRate, 0, 'fine');
  return { ...run, label: `${family.name} · …`, group: `${family.name} · …` };
}

function contender(
  { base, choice }: Field,
  family: Family,
  learningRate: number,
  round: number,
  stage: Contender['stage'],
): Contender {
  const { name, optimizer, values, overrides, ownRate, isSpecs } = family;
  const { learningRates, seeds } = choice;
  const seed = (base.seed + round) >>> 0;
  const several =
    learningRates === 'default' ? 1 : typeof learningRates === 'object' ? learningRates.length : 5;
  const group = several > 1 ? `${name} · lr ${learningRate}` : name;
  const label = seeds > 1 ? `${group} · seed ${seed}` : group;
  const rate = learningRates !== 'default' ? 'tuned' : isSpecs ? 'spec' : 'default';
  const specName = `${base.name} ${label}`;
  return {
    ...{ specName, label, optimizer, learningRate, rate, seed, family: name, group, values, stage },
    overrides: [
      ...overrides,
      ...(learningRate === ownRate ? [] : [{ path: 'optimizer.learningRate', value: learningRate }]),
      ...(round === 0 ? [] : [{ path: 'seed', value: seed }]),
      { path: 'name', value: specName },
    ],
  };
}
