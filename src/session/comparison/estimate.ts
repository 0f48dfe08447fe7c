/** The time that a comparison will take, by a short measurement: the spec trains for a moment, and nothing is kept. */
import type { Speed } from '../../run/comparison/choice.ts';
import { frameWidth } from '../../run/frames.ts';
import type { Plan } from '../../plan/types.ts';
import { startSession } from '../session.ts';
import type { SessionOptions } from '../types.ts';

/** Milliseconds of training that are measured. */
const MEASURED_MS = 700;

/** Trains for a moment; null where the spec cannot be trained or the signal cancelled it. */
export async function measureSpeed(options: SessionOptions, signal?: AbortSignal): Promise<Speed | null> {
  let steps = 0;
  const { session } = await startSession(
    {
      ...options,
      ...{ runsFolder: null, watched: false, threads: options.threads === 0 ? 1 : options.threads },
      overrides: [...(options.overrides ?? []), { path: 'compare', value: null }],
      ...(signal && { signal }),
    },
    (event) => {
      if (event.type === 'frame' && frameWidth(event.frame) > 0) steps += event.frame.count;
    },
  );
  if (!session) return null;
  const began = performance.now();
  const { plan } = session.run;
  const timer = setTimeout(() => void session.stop(), MEASURED_MS);
  await session.done;
  clearTimeout(timer);
  const seconds = (performance.now() - began) / 1000;
  session.dispose();
  return steps === 0 ? null : speedOf(plan, steps, seconds);
}

function speedOf(plan: Plan, steps: number, seconds: number): Speed {
  const { stepsPerEpoch, totalSteps } = plan;
  return {
    stepsPerEpoch,
    epochs: Math.max(1, Math.round(totalSteps / stepsPerEpoch)),
    secondsPerStep: seconds / steps,
  };
}
