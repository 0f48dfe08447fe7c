/** Fixes as changes of a run that goes on: a setting that the run offers as a control takes the value of the edit. */
import type { ResolvedSpec } from '../../format/types.ts';
import type { Control } from '../../run/controls/control.ts';
import type { SpecFix } from './fix.ts';

/** A change of a control, as `Session.set` takes it. */
export interface LiveChange {
  readonly path: string;
  readonly value: unknown;
}

/**
 * The same changes in a run of the spec, or null if one of them has no control: a layer cannot be put in while training, and
 * half a fix is none.
 */
export function liveChanges(
  { edits }: Pick<SpecFix, 'edits'>,
  spec: Pick<ResolvedSpec, 'model'>,
  controls: readonly Pick<Control, 'path'>[],
): readonly LiveChange[] | null {
  const changes: LiveChange[] = [];
  for (const { path, value, insert } of edits) {
    const [, list, index] = path;
    const layer = list === 'layers' ? spec.model.layers[Number(index)] : undefined;
    const live = (layer ? path.with(2, layer.id) : path).join('.');
    if (insert === true || !controls.some((control) => control.path === live)) return null;
    changes.push({ path: live, value });
  }
  return changes;
}
