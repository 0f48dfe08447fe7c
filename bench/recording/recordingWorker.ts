/**
 * The real worker, which also trains without recording when it is told to: while its session pauses it, the same trainer
 * makes steps that nobody hears of. So both ways of training have the same code, compiled in the same way, and the same memory.
 */
import { BroadcastChannel } from 'node:worker_threads';

import type { Trainer } from '../../src/engine/types.ts';
import { TrainLoop } from '../../src/worker/trainLoop.ts';
import { type BareTurn, BARE_TURNS, Stretch } from '../support/stretch.ts';

const channel = new BroadcastChannel(BARE_TURNS);
let trainer: Trainer | null = null;
const run = Object.getOwnPropertyDescriptor(TrainLoop.prototype, 'run')?.value as (
  this: TrainLoop,
) => Promise<void>;
TrainLoop.prototype.run = function (this: TrainLoop): Promise<void> {
  trainer = this.trainer;
  return run.call(this);
};

channel.onmessage = (event: unknown): void => {
  const { data } = event as { readonly data: BareTurn };
  if (!trainer) throw new Error('The run has not started yet.');
  const stretch = new Stretch(data.seconds, data.warmUp);
  for (const told of trainer.run()) {
    if (told.kind === 'step' && told.step % 16 === 0 && stretch.at(told.step)) break;
  }
  channel.postMessage(stretch.rates);
};

await import('../../src/worker/main.ts');
