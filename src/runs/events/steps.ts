/** The steps of a run in order, from all of its event files: each once, as it was told last. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordDamage } from '../../run/recording.ts';
import { DamageCounter } from './damage.ts';
import { readEvents, restartIn } from './eventFile.ts';
import { eventFiles } from './eventNames.ts';
import { openPlain } from '../folder/safePaths.ts';
import type { StepLayout } from './stepLayout.ts';

/** The extent to which the event files are read, in the order of their writing: all but the last to their ends. */
export type EventPosition = readonly { readonly name: string; readonly bytes: number }[];

/** Bytes at the start of an event file in which a run that goes on says from where. */
const HEAD_BYTES = 1 << 12;

export interface StepsVisitor {
  /** The last step that is known already; the visitor counts on from there. */
  readonly lastStep: number;
  /** As in `EventVisitor`; steps ascend. */
  step(step: number, wallTime: number, values: Float64Array): void;
  /** Makes everything known of `step` and later void. */
  restart(step: number): void;
  /** Waited for from time to time. */
  readonly drain?: () => Promise<void>;
}

export interface StepsRead {
  readonly place: EventPosition;
  /** Bytes that were read. */
  readonly bytes: number;
  /** Damage up to `place`, where reading can go on. */
  readonly damage: RecordDamage | undefined;
  /** Damage to the ends of the files. */
  readonly damageInAll: RecordDamage | undefined;
}

/** Reads on from `known`, where the damage before it was `damage`. */
export async function readSteps(
  folder: string,
  layouts: readonly StepLayout[],
  visitor: StepsVisitor,
  known: { readonly place: EventPosition; readonly damage: RecordDamage | undefined } = {
    place: [],
    damage: undefined,
  },
): Promise<StepsRead> {
  const names = await eventFiles(folder);
  const ends = await validEnds(folder, names);
  const counter = new DamageCounter(known.damage);
  const place: EventPosition[number][] = [];
  let bytes = 0;
  let damage = known.damage;
  for (const [index, name] of names.entries()) {
    const path = join(folder, name);
    const before = known.place[index]?.bytes ?? 0;
    const end = ends[index] ?? Infinity;
    const read = await readEvents(
      path,
      layouts,
      {
        step: (step, wallTime, values) => {
          if (step >= end || step <= visitor.lastStep) return;
          counter.step(step, visitor.lastStep);
          visitor.step(step, wallTime, values);
        },
        restart: (step) => {
          visitor.restart(step);
        },
        broken: (count) => {
          counter.broken(count);
        },
        ...(visitor.drain ? { drain: visitor.drain } : {}),
      },
      before,
    );
    const isLast = index === names.length - 1;
    damage = counter.damage;
    if (read.rest > 0 && !read.torn) counter.broken(read.rest);
    if (!isLast) damage = counter.damage;
    // A file before the last one is never written again: all of its bytes are done with.
    place.push({ name, bytes: isLast ? read.end : (await stat(path)).size });
    bytes += read.end - before;
  }
  return { place, bytes, damage, damageInAll: counter.damage };
}

/** For each file the first step that it tells in vain, since a later file goes on from there. */
async function validEnds(folder: string, names: readonly string[]): Promise<number[]> {
  const ends: number[] = [];
  let end = Infinity;
  for (const name of names.toReversed()) {
    ends.push(end);
    end = Math.min(end, (await restartOf(join(folder, name))) ?? Infinity);
  }
  return ends.reverse();
}

/** From which step on a file tells the run anew; null if it does not. */
async function restartOf(path: string): Promise<number | null> {
  const file = await openPlain(path, 'read');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return restartIn(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
