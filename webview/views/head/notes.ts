/** Notes about the record of a run that its charts' reader needs. */
import type { RecordDamage, Thinned } from '../../../src/run/recording.ts';
import { element, setText } from '../../look/dom.ts';
import { formatCount } from '../../../src/base/numbers.ts';
import type { RunState } from '../../runState.ts';
import { t } from '../../strings.ts';

function damageNote({ places, steps, ranges }: RecordDamage): string {
  if (steps === 0)
    return t('The event files are damaged at {0} places; no step is missing.', formatCount(places));
  const told = ranges.map(([first, last]) =>
    first === last ? formatCount(first) : `${formatCount(first)}–${formatCount(last)}`,
  );
  return t(
    'The event files are damaged at {0} places: {1} steps are missing ({2}).',
    formatCount(places),
    formatCount(steps),
    told.join(', '),
  );
}

function thinnedNote({ step, every }: Thinned): string {
  return t(
    'To keep the run within its size limit, fewer steps are recorded from step {0} on: at the fewest, one in {1}.',
    formatCount(step),
    formatCount(every),
  );
}

export class Notes {
  readonly root = element('p', { class: 'record-note', role: 'note', hidden: true });

  draw({ damage, thinned }: RunState): void {
    const notes = [...(damage ? [damageNote(damage)] : []), ...(thinned ? [thinnedNote(thinned)] : [])];
    this.root.hidden = notes.length === 0;
    if (notes.length > 0) setText(this.root, notes.join(' '));
  }
}
