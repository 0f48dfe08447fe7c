/** A run's events as the JSON lines of `nnspec train --json`. */
import { EpochRows } from '../run/epochs.ts';
import { type MetricFrame, copyFrame } from '../run/frames.ts';
import type { RunInfo } from '../run/run.ts';
import { lineOf } from '../run/events/dispatch.ts';
import type { RunEvent } from '../run/events/event.ts';
import { jsonLine } from './io.ts';

/** Columns of a frame by name: those of the step itself, and those of each layer. */
interface Columns {
  readonly plain: readonly (readonly [name: string, column: number])[];
  readonly layers: readonly (readonly [
    id: string,
    columns: readonly (readonly [name: string, column: number])[],
  ])[];
}

/**
 * Turns events into lines. `every`: only steps that are a multiple of it. A frame comes before the epochs that
 * ended within it; its steps are held back so that each line is at its place.
 */
export class TrainEvents {
  readonly #every: number;
  #columns: Columns = { plain: [], layers: [] };
  #width = 0;
  #frame: MetricFrame | null = null;
  /** Rows of the frame that are written. */
  #written = 0;

  constructor(every: number) {
    this.#every = every;
  }

  /** Zero or more lines. */
  lines(event: RunEvent): string {
    switch (event.type) {
      case 'start':
        this.#columns = columnsOf(event.run.series);
        this.#width = event.run.series.length;
        return startLine(event.run);
      case 'frame': {
        const rest = this.#stepsTo(Number.POSITIVE_INFINITY);
        this.#frame = copyFrame(event.frame);
        this.#written = 0;
        return rest;
      }
      case 'epochs':
        return new EpochRows(event.epochs)
          .toArray()
          .map((record) => this.#stepsTo(record.step) + jsonLine({ event: 'epoch', ...record }))
          .join('');
      default: {
        const line = lineOf(event);
        return line ? this.#stepsTo(line.after) + jsonLine({ event: event.type, ...line.fields }) : '';
      }
    }
  }

  /** The lines of the steps up to `last` that are not written yet. */
  #stepsTo(last: number): string {
    const frame = this.#frame;
    if (!frame) return '';
    const from = this.#written;
    this.#written = Math.max(from, Math.min(frame.count, last - frame.firstStep + 1));
    return this.#stepLines(frame, from, this.#written);
  }

  #stepLines(frame: MetricFrame, from: number, to: number): string {
    const values = new Float64Array(frame.values);
    const epochs = new Float64Array(frame.epochs);
    const lines: string[] = [];
    for (let row = from; row < to; row++) {
      const step = frame.firstStep + row;
      if (step % this.#every !== 0) continue;
      const start = row * this.#width;
      const read = (columns: readonly (readonly [string, number])[]): Record<string, number | undefined> =>
        Object.fromEntries(columns.map(([name, column]) => [name, values[start + column]]));
      const layers = Object.fromEntries(this.#columns.layers.map(([id, columns]) => [id, read(columns)]));
      lines.push(jsonLine({ event: 'step', step, epoch: epochs[row], ...read(this.#columns.plain), layers }));
    }
    return lines.join('');
  }
}

function startLine({ id, plan, backend, threads }: RunInfo): string {
  const layers = plan.layers.map((layer) => ({
    id: layer.id,
    type: layer.spec.type,
    output: layer.output.axes,
    parameters: layer.parameterCount,
  }));
  const { samples, missing } = plan.data;
  return jsonLine({
    event: 'start',
    run: id,
    parameters: plan.parameterCount,
    layers,
    backend,
    threads,
    samples,
    ...(missing && { missing }),
  });
}

function columnsOf(series: readonly string[]): Columns {
  const plain: [string, number][] = [];
  const layers = new Map<string, [string, number][]>();
  series.forEach((name, column) => {
    const slash = name.lastIndexOf('/');
    if (slash < 0) {
      plain.push([name, column]);
      return;
    }
    const id = name.slice(0, slash);
    const columns = layers.get(id) ?? [];
    columns.push([name.slice(slash + 1), column]);
    layers.set(id, columns);
  });
  return { plain, layers: [...layers] };
}
