/** Changes of a spec that make its next run start with a run's present values. */
import { layerKind } from '../kinds/layers/table.ts';
import type { Plan } from '../plan/types.ts';
import { type Control, effectiveValue } from '../run/controls/control.ts';
import type { LayerSpec, ResolvedSpec } from '../format/types.ts';
import type { SpecValue } from './edits/specEdit.ts';

/** The value that acts. */
const effective = (control: Control): number => (control.enabled ? control.value : 0);

/** The same setting of a layer as the spec has it; undefined if the layer has no such setting. */
function layerValue(layer: LayerSpec, kind: Control['kind']): number | undefined {
  return layerKind(layer)
    .controls?.(layer)
    .find((one) => one.kind === kind)?.value;
}

/** A setting of the whole run, if the spec says otherwise. `undefined` as a value removes the key. */
function runValue(control: Control, spec: ResolvedSpec, plan: Plan): SpecValue | null {
  const path = control.path.split('.');
  const { training, optimizer } = spec;
  if (control.kind === 'clipping') {
    const { gradientClipping: own } = training;
    const before = own.kind === 'none' ? null : { [own.kind]: own.threshold };
    const value = effectiveValue(control);
    if (JSON.stringify(before) === JSON.stringify(value)) return null;
    return { path, value: value ?? undefined };
  }
  const { value } = control;
  if (control.kind === 'batchSize') {
    // A batch size that the run made of "full", or of more than there are samples, is still the spec's value.
    const untouched = training.batchSize === plan.spec.training.batchSize;
    return value === (untouched ? plan.batchSize : training.batchSize) ? null : { path, value };
  }
  const own = control.kind === 'epochs' ? training.epochs : optimizer.learningRate;
  return value === own ? null : { path, value };
}

/**
 * The values in which a run differs from a spec, which may have been edited since the run began with `plan`.
 * @returns `values` to write, and the `missing` layers, whose settings have no place in the spec any more
 */
export function liveValues(
  controls: readonly Control[],
  spec: ResolvedSpec,
  plan: Plan,
): { readonly values: readonly SpecValue[]; readonly missing: readonly string[] } {
  const values: SpecValue[] = [];
  const missing = new Set<string>();
  for (const control of controls) {
    const { layer: id } = control;
    if (id === undefined) {
      const value = runValue(control, spec, plan);
      if (value) values.push(value);
      continue;
    }
    const index = spec.model.layers.findIndex((layer) => layer.id === id);
    const layer = spec.model.layers[index];
    const own = layer && layerValue(layer, control.kind);
    const value = effective(control);
    if (own === undefined) {
      missing.add(id);
      continue;
    }
    const rest = control.path.slice(`model.layers.${id}.`.length).split('.');
    if (value !== own) values.push({ path: ['model', 'layers', index, ...rest], value });
  }
  return { values, missing: [...missing] };
}
