/** `probes.ndjson`: snapshots of the tensors, one JSON object a line, append-only; TensorBoard gets the same as events. */
import { join } from 'node:path';
import { ThinnedList } from '../../base/thinned.ts';
import { activationLayers } from '../../run/activationLayers.ts';
import type { Plan } from '../../plan/types.ts';
import {
  type Distribution,
  type Histogram,
  type TensorSnapshot,
  snapshotsAtHand,
} from '../../run/tensorSnapshots.ts';
import { eachLine, readLines } from './lines.ts';
import { isTensorSnapshot } from '../shape/runShape.ts';

export const SNAPSHOTS_FILE = 'probes.ndjson';

/** Digits of what is not counted: a picture needs no more. */
const DIGITS = 6;

/** One line of the file. Values that are not finite become null, and 0 when they are read. */
export function snapshotLine(record: TensorSnapshot): string {
  const short = (_key: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) && Number.isFinite(value)
      ? Number(value.toPrecision(DIGITS))
      : value;
  return `${JSON.stringify(record, short)}\n`;
}

/** A distribution as TensorBoard knows it: the outermost buckets reach to the extremes. */
function histogramOf(tag: string, { min, max, low, high, mean, deviation, counts }: Distribution): Histogram {
  const count = counts.reduce((sum, inBin) => sum + inBin, 0);
  const inner = counts.slice(1).map((_, bin) => low + ((high - low) * (bin + 1)) / counts.length);
  return {
    tag,
    edges: [min, ...inner, max],
    counts,
    sum: mean * count,
    sumSquares: (deviation ** 2 + mean ** 2) * count,
  };
}

/** The snapshot's histograms for TensorBoard, `weights/dense1` and `gradients/dense1`; `layers` as `trainableLayers`. */
export function histogramsOf(record: TensorSnapshot, layers: readonly string[]): Histogram[] {
  return (['weights', 'gradients'] as const).flatMap((kind) =>
    layers.flatMap((layer, index) => {
      const distribution = record[kind][index];
      return distribution === undefined ? [] : [histogramOf(`${kind}/${layer}`, distribution)];
    }),
  );
}

function parseLine(line: string): TensorSnapshot | null {
  try {
    const value: unknown = JSON.parse(line);
    return isTensorSnapshot(value) ? (value as TensorSnapshot) : null;
  } catch {
    return null;
  }
}

/**
 * The snapshots of a run folder, thinned to what is kept at hand; a torn last line is left out. A step that has one
 * again after a restart counts once; `last` leaves out what came after a step.
 */
export async function readTensorSnapshots(
  folder: string,
  plan: Plan,
  last = Infinity,
): Promise<TensorSnapshot[]> {
  const kept = new ThinnedList<TensorSnapshot>(snapshotsAtHand(plan, activationLayers(plan).length));
  for await (const lines of readLines(join(folder, SNAPSHOTS_FILE))) {
    eachLine(lines, (line) => {
      const record = parseLine(line);
      if (record === null || record.step > last) return;
      // Going on from an earlier step makes void what had come after it.
      kept.dropLast(({ step }) => step >= record.step);
      kept.append(record);
    });
  }
  return kept.toArray();
}
