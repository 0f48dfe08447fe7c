/** The time that a comparison will take, by a short measurement: the spec trains for a moment, and nothing is kept. */
import type { Speed } from '../../run/comparison/choice.ts';
import { lastSecond } from '../../run/frames.ts';
import type { Plan } from '../../plan/types.ts';
import { startSession } from '../session.ts';
import type { SessionOptions } from '../types.ts';

/** Milliseconds of training that are measured. */
const MEASURED_MS = 700;

/** A step, and its time in milliseconds: on the clock of the wall, and in training since step 1. */
interface Moment {
  readonly step: number;
  readonly wall: number;
  readonly trained: number;
}

/** Trains for a moment; null where the spec cannot be trained or the signal cancelled it. */
export async function measureSpeed(options: SessionOptions, signal?: AbortSignal): Promise<Speed | null> {
  const moments: Moment[] = [];
  const { session } = await startSession(
    {
      ...options,
      ...{ runsFolder: null, watched: false, threads: options.threads === 0 ? 1 : options.threads },
      overrides: [...(options.overrides ?? []), { path: 'compare', value: null }],
      ...(signal && { signal }),
    },
    (event) => {
      if (event.type !== 'frame' || event.frame.count === 0) return;
      const { frame } = event;
      const step = frame.firstStep + frame.count - 1;
      moments.push({ step, wall: performance.now(), trained: lastSecond(frame) * 1000 });
    },
  );
  if (!session) return null;
  const { plan } = session.run;
  const timer = setTimeout(() => void session.stop(), MEASURED_MS);
  await session.done;
  clearTimeout(timer);
  session.dispose();
  const [first] = moments;
  const last = moments.at(-1);
  return first && last ? speedOf(plan, first, last) : null;
}

function speedOf({ stepsPerEpoch, totalSteps }: Plan, first: Moment, last: Moment): Speed {
  // The first steps wait for the worker and for code that is not compiled yet; a spec that ends with them has no others.
  const milliseconds =
    last.step > first.step
      ? (last.wall - first.wall) / (last.step - first.step)
      : last.trained / Math.max(1, last.step);
  return {
    stepsPerEpoch,
    epochs: Math.max(1, Math.round(totalSteps / stepsPerEpoch)),
    secondsPerStep: milliseconds / 1000,
  };
}
