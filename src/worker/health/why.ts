/** The way back of the gradient at a step of a run: the next one of a state, or one that the run is trained to again. */
import { sentence } from '../../base/problems/runs.ts';
import { NnError } from '../../base/errors.ts';
import { decodeCheckpoint } from '../../engine/checkpoint.ts';
import { gradientFlow } from '../../engine/explain/gradientFlow.ts';
import { interventionsIn } from '../../engine/state.ts';
import { createTrainer } from '../../engine/trainer.ts';
import type { Trainer, TrainerOptions } from '../../engine/types.ts';
import type { WorkerRequest } from '../../protocol/worker.ts';
import type { GradientFlow } from '../../run/explain/gradientFlow.ts';
import { chooseBackend } from '../kernels/chooseBackend.ts';
import { PlannedChanges } from '../plannedChanges.ts';
import { withWeights, type Prepared } from '../run.ts';

type WhyRequest = Extract<WorkerRequest, { type: 'why' }>;

/** At the next step of the run that is in training. */
export function whyNext({ plan, dataset }: Prepared, trainer: Trainer): GradientFlow {
  return trainer.withState((state) => gradientFlow(plan, dataset, { state }));
}

/** Trains until `steps` steps are made, with the changes at their steps. */
function trainTo(trainer: Trainer, changes: PlannedChanges, steps: number): void {
  const ended = (): NnError =>
    new NnError(sentence('NN-WHY-STEP', { step: steps + 1, last: trainer.step + 1 }));
  const events = trainer.run();
  for (;;) {
    for (let next = changes.take(trainer); next; next = changes.take(trainer))
      trainer.set(next.path, next.to, next.schedule);
    if (trainer.step >= steps) return;
    const { done, value } = events.next();
    if (done === true || value.kind === 'end') throw ended();
  }
}

/**
 * At the step that is asked for: `checkpoint` is the last state of the run, which is made anew from its beginning for an earlier
 * step.
 * @throws NnError NN-WHY-STEP if the run has no such step
 */
export async function whyStep(
  prepared: Prepared,
  { checkpoint, interventions, step }: WhyRequest,
  kernels: string,
): Promise<GradientFlow> {
  const { plan, dataset } = prepared;
  const state = decodeCheckpoint(new Uint8Array(checkpoint));
  if (step === null || step === state.step + 1) return gradientFlow(plan, dataset, { state });
  const inputs = [dataset.train.x, dataset.validation.x, dataset.test.x];
  const { backend } = await chooseBackend(kernels, plan, inputs, 1);
  const options: TrainerOptions = { plan, dataset, backend, now: () => 0 };
  const isLater = step > state.step;
  const kept = isLater ? interventionsIn(state, interventions) : 0;
  const trainer = isLater
    ? createTrainer({ ...options, resume: state, changes: kept })
    : (await withWeights(prepared, (weights) => createTrainer({ ...options, ...weights }))).made;
  trainTo(trainer, new PlannedChanges(interventions.slice(kept)), step - 1);
  return whyNext(prepared, trainer);
}
