/** A held step as a network to look at. */
import { describeLayer } from '../../kinds/layers/table.ts';
import { sizeOf } from '../../kinds/shape.ts';
import { layerTrace } from '../../kinds/traces/layers.ts';
import type { LensView, ViewColumn, ViewLine, ViewUnit } from '../../run/microscope/view.ts';
import type { Looked } from '../../run/microscope/asked.ts';
import { at } from '../../base/values.ts';
import { flatIndex, type Numbers } from './numbers.ts';
import { afterOf } from './parameters.ts';

/** Units of a layer that are all shown; of a larger one the few with the largest values, and those that a search finds. */
const MOST_SHOWN = 12;
const LARGEST = 8;
const MOST_FOUND = 4;

/** The columns: the inputs, then every layer. Place 0 is the inputs, −1 in the network. */
interface Column {
  readonly layer: number;
  readonly total: number;
  readonly labels: readonly string[];
}

function columnsOf({ step }: Numbers): readonly Column[] {
  const { data } = step.plan;
  const { target } = data;
  const outputs = target.kind === 'number' ? target.names : target.classes;
  const last = step.layers.length - 1;
  return [
    { layer: -1, total: data.features, labels: data.featureNames },
    ...step.layers.map(({ layer: { output } }, layer) => ({
      layer,
      total: sizeOf(output),
      labels: layer === last && outputs.length === sizeOf(output) ? outputs : [],
    })),
  ];
}

function valueAt(numbers: Numbers, layer: number, unit: number): number {
  if (layer < 0) return at(numbers.step.features, unit);
  const { output } = numbers.held(layer);
  return at(numbers.isFused(layer) ? numbers.step.predictions : output, unit);
}

/** The units to show, by their place; and how many a search has found. */
function chosen(numbers: Numbers, { layer, total, labels }: Column, find: string) {
  const all = Array.from({ length: total }, (_, unit) => unit);
  const names = layer < 0 ? numbers.namesOf(0).input : numbers.namesOf(layer).output;
  const words = find.toLowerCase();
  const hits =
    words === ''
      ? []
      : all.filter(
          (unit) =>
            names[unit]?.toLowerCase() === words || labels[unit]?.toLowerCase().includes(words) === true,
        );
  if (total <= MOST_SHOWN) return { units: all, found: hits.length };
  const size = Float64Array.from(all, (unit) => Math.abs(valueAt(numbers, layer, unit)));
  const largest = [...all].sort((left, right) => at(size, right) - at(size, left)).slice(0, LARGEST);
  const goal =
    layer === numbers.last ? all.filter((unit) => at(numbers.step.targets, unit) > 0.5).slice(0, 1) : [];
  const units = [...new Set([...largest, ...goal, ...hits.slice(0, MOST_FOUND)])].sort(
    (left, right) => left - right,
  );
  return { units, found: hits.length };
}

function unitAt(numbers: Numbers, { layer, labels }: Column, unit: number): ViewUnit {
  const part = layer < 0 ? numbers.input(0, 0, unit) : numbers.a(layer, 0, unit);
  const gradient = layer < 0 ? null : numbers.aGradient(layer, 0, unit);
  return {
    index: unit,
    name: part.name,
    label: labels[unit] ?? '',
    value: part.value,
    gradient: gradient?.value ?? null,
    ref: part.ref ?? '',
    gradientRef: gradient?.ref ?? null,
  };
}

/** The lines into the units of `layer` from those of the column before. */
function linesInto(
  numbers: Numbers,
  layer: number,
  before: ViewColumn,
  own: ViewColumn,
): readonly ViewLine[] {
  const kernel = numbers.parameter(layer, 'kernel');
  if (layerTrace(numbers.held(layer).layer.spec) === 'sums' && kernel) {
    return before.units.flatMap((input, from) =>
      own.units.map((unit, to): ViewLine => {
        const index = [input.index, unit.index];
        const entry = { layer, parameter: kernel, index };
        const { name, value, ref = '' } = numbers.entry(layer, kernel, index);
        const gradient = at(numbers.step.gradient(kernel), flatIndex(index, kernel.plan.shape));
        return { from, to, weight: { name, value, ref, gradient, after: afterOf(numbers, entry) } };
      }),
    );
  }
  return own.units.flatMap((unit, to): readonly ViewLine[] => {
    const from = before.units.findIndex(({ index }) => index === unit.index);
    return from < 0 ? [] : [{ from, to, weight: null }];
  });
}

/** The first sample of the step's batch as it goes through the network. */
export function viewOf(numbers: Numbers, looked: Looked, samples: number, find: string): LensView {
  let found = 0;
  const columns = columnsOf(numbers).map((column): ViewColumn => {
    const shown = chosen(numbers, column, find.trim());
    found += shown.found;
    const held = column.layer < 0 ? null : numbers.held(column.layer).layer;
    return {
      id: held?.id ?? '',
      what: held ? describeLayer(held.spec) : '',
      total: column.total,
      units: shown.units.map((unit) => unitAt(numbers, column, unit)),
    };
  });
  const lines = columns.slice(1).map((own, layer) => {
    const before = columns[layer];
    return before ? linesInto(numbers, layer, before, own) : [];
  });
  return { looked, samples, columns, lines, found: find.trim() === '' ? null : found };
}
