/** The moments of a step, one after the other: the way forward, the loss, the way back, the update. */
import type { LensView } from '../../src/run/microscope/view.ts';
import { digits } from '../../src/run/microscope/askedText.ts';
import { t } from '../strings.ts';

export interface Phase {
  readonly kind: 'forward' | 'loss' | 'backward' | 'update';
  /** The column at which it is. */
  readonly column: number;
  readonly text: string;
}

export function phasesOf({ columns, looked }: LensView): readonly Phase[] {
  const last = columns.length - 1;
  const titles = columns.map(({ id, what }) => (what === '' ? id : `${id}, ${what}`));
  const back = Array.from({ length: last }, (_, index) => last - index);
  return [
    { kind: 'forward', column: 0, text: t('Forward: the inputs of the sample') },
    ...columns.slice(1).map((_, index): Phase => ({
      kind: 'forward',
      column: index + 1,
      text: t('Forward: {0}', titles[index + 1] ?? ''),
    })),
    { kind: 'loss', column: last, text: t('The loss: {0}', digits(looked.loss)) },
    ...back.map((column): Phase => ({
      kind: 'backward',
      column,
      text: t('Backward: {0}', titles[column] ?? ''),
    })),
    {
      kind: 'update',
      column: last,
      text: t('The update of all weights, with learning rate {0}', String(looked.learningRate)),
    },
  ];
}

/** True if the numbers of the way forward are known at a column. */
export function isReached({ kind, column }: Phase, at: number): boolean {
  return kind !== 'forward' || at <= column;
}

/** True if the gradients are known at a column. */
export function isBack({ kind, column }: Phase, at: number): boolean {
  return kind === 'update' || (kind === 'backward' && at >= column);
}
