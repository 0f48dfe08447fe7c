/** The options of `nnspec compare`, as overrides of the spec's `compare` section: so they are checked as it is. */
import { listOf, valuesOf } from '../run/comparison/choice.ts';
import { UsageError, type Args, type Option } from './args.ts';

export const COMPARE_OPTIONS: readonly Option[] = [
  { name: 'optimizers', value: 'a,b,c', help: 'such as sgd,momentum,adam' },
  {
    name: 'vary',
    value: 'PATH=a,b,c',
    repeated: true,
    help: 'values of any key, such as training.batchSize=16,64',
  },
  { name: 'seeds', value: 'N', help: 'rounds, each with the next seed (default 1)' },
  {
    name: 'learning-rates',
    value: 'default|grid|tune|a,b,c',
    help: "each optimizer's own, five around it, coarse then fine, or these",
  },
  { name: 'epochs', value: 'N', help: 'epochs of each run' },
  { name: 'steps', value: 'N', help: 'steps of each run, rounded up to whole epochs' },
  { name: 'seconds', value: 'N', help: 'training time of each run' },
  { name: 'target', value: '[METRIC=]VALUE', help: 'also take steps and time until a run reaches it' },
];

interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** `training.batchSize=16,64`; values that hold commas are JSON. */
function variedOf(text: string): { path: string; values: readonly unknown[] } {
  const equals = text.indexOf('=');
  const values = text.slice(equals + 1);
  if (equals < 1 || values.trim() === '') {
    throw new UsageError(`--vary needs path=a,b,c, such as --vary training.batchSize=16,64, not "${text}".`);
  }
  const path = text.slice(0, equals);
  return { path, values: valuesOf(values) };
}

function ratesOf(text: string): unknown {
  if (['default', 'grid', 'tune'].includes(text)) return text;
  const rates = listOf(text).map(Number);
  if (rates.length > 0 && rates.every((rate) => rate > 0)) return rates;
  throw new UsageError(`--learning-rates is default, grid, tune or a list of numbers, not "${text}".`);
}

function budgetOf(args: Args): Readonly<Record<string, number>> | null {
  const units = ['epochs', 'steps', 'seconds'].filter((unit) => args.value(unit) !== undefined);
  const [unit] = units;
  if (unit === undefined) return null;
  if (units.length > 1)
    throw new UsageError(`--${units.join(' and --')} do not go together: a run has one length.`);
  if (unit !== 'seconds') return { [unit]: args.integer(unit, 1, 1) };
  const seconds = Number(args.value(unit));
  if (seconds > 0 && Number.isFinite(seconds)) return { seconds };
  throw new UsageError(`--seconds must be a number above 0, not "${args.value(unit) ?? ''}".`);
}

function targetOf(text: string): unknown {
  const equals = text.indexOf('=');
  const value = Number(text.slice(equals + 1));
  if (text.slice(equals + 1).trim() === '' || !Number.isFinite(value)) {
    throw new UsageError(
      `--target is a loss or metric=value, such as --target accuracy=0.95, not "${text}".`,
    );
  }
  return { ...(equals < 0 ? {} : { metric: text.slice(0, equals) }), value };
}

/** The given options as overrides; none where the spec's own comparison is to be made. */
export function compareOverrides(args: Args): readonly Override[] {
  const optimizers = args.value('optimizers');
  const rates = args.value('learning-rates');
  const target = args.value('target');
  const varied = args.values('vary').map(variedOf);
  const given: Readonly<Record<string, unknown>> = {
    optimizers: optimizers === undefined ? undefined : [...new Set(listOf(optimizers))],
    learningRates: rates === undefined ? undefined : ratesOf(rates),
    seeds: args.value('seeds') === undefined ? undefined : args.integer('seeds', 1, 1),
    budget: budgetOf(args) ?? undefined,
    target: target === undefined ? undefined : targetOf(target),
    vary: varied.length === 0 ? undefined : varied,
  };
  return Object.entries(given).flatMap(([key, value]) =>
    value === undefined ? [] : [{ path: ['compare', key], value }],
  );
}
