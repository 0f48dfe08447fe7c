/** The first weights as a file or a spec writes them. */
import { asWritten } from '../../base/values.ts';
import type { Network } from '../../plan/layOut.ts';
import type { Backend } from '../backend.ts';

/** Parameters of a network whose numbers someone follows by hand; finding the decimals of millions takes many seconds. */
const MOST_BY_HAND = 20_000;

/** Turns the weights and slots of a small network into the decimals that were written, before float32 has rounded them. */
export function takeAsWritten({ plan, parameters }: Network, backend: Backend): void {
  if (plan.parameterCount > MOST_BY_HAND) return;
  for (const { value, slots } of parameters)
    for (const tensor of [value, ...slots]) asWritten(backend.view(tensor));
}
