/** The backward pass of one sample, kept layer by layer, and the factors of the chain rule that it is made of. */
import type { PlanLayer } from '../../plan/types.ts';
import type { UnitNames } from './explainNames.ts';
import type { NamedValue } from '../../run/explain/explanation.ts';
import type { createPass } from '../network.ts';
import type { Network } from '../../plan/layOut.ts';
import { layerKind } from '../../kinds/layers/table.ts';
import { sizeOf } from '../../kinds/shape.ts';
import { activationKind } from '../../kinds/activations/table.ts';
import { at, type Values } from '../../base/values.ts';

/** The gradients at the beginning and the end of one layer's backward pass. */
export interface Traced {
  readonly layer: PlanLayer;
  readonly input: Values;
  readonly z: Values | null;
  readonly output: Values;
  /** ∂E/∂a, and ∂E/∂z after the layer's own derivative. */
  readonly outputGradient: Values;
  readonly zGradient: Values;
}

/** Runs the backward pass, keeping the gradients that it overwrites. */
export function trace(network: Network, pass: ReturnType<typeof createPass>, features: Values): Traced[] {
  const { backend } = pass;
  const traced: Traced[] = [];
  for (let index = network.layers.length - 1; index >= 0; index--) {
    const layer = network.plan.layers[index];
    const running = network.layers[index]?.running;
    if (!layer || !running) continue;
    const before = index === 0 ? null : network.layers[index - 1]?.running;
    const [inputs, outputs] = [sizeOf(layer.input), sizeOf(layer.output)];
    const outputGradient = backend.view(running.outputGradient).slice(0, outputs);
    running.backward(pass);
    traced.unshift({
      layer,
      input: before ? backend.view(before.output).slice(0, inputs) : features,
      z: running.preActivation && backend.view(running.preActivation).slice(0, outputs),
      output: backend.view(running.output).slice(0, outputs),
      outputGradient,
      zGradient: backend.view(running.outputGradient).slice(0, outputs),
    });
  }
  return traced;
}

/** ∂E/∂z as its factors: two where a = f(z) unit by unit, one where the loss gives it from logits. */
function factorsOfZ(traced: Traced, names: UnitNames, unit: number, fused: boolean): NamedValue[] {
  const { spec } = traced.layer;
  const z = names.z[unit] ?? '';
  const a = names.output[unit] ?? '';
  const whole = [{ name: `∂E/∂${z}`, value: at(traced.zGradient, unit) }];
  const layer = layerKind(spec);
  const activation = layer.sums && layer.activation?.(spec);
  if (!activation || fused || !traced.z) return whole;
  const kind = activationKind(activation);
  if (kind.of === 'row') return whole;
  if (kind.identity) return [{ name: `∂E/∂${a}`, value: at(traced.zGradient, unit) }];
  return [
    { name: `∂E/∂${a}`, value: at(traced.outputGradient, unit) },
    {
      name: `∂${a}/∂${z}`,
      value: kind.derivative(at(traced.z, unit), at(traced.output, unit), activation),
    },
  ];
}

/** The chain rule of one entry of one parameter, whose gradient without penalties is `gradient`. */
export function chainRule(
  traced: Traced,
  names: UnitNames,
  role: string,
  index: readonly number[],
  fused: boolean,
  gradient: number,
): { readonly name: string; readonly factors: readonly NamedValue[] } {
  const unit = index.at(-1) ?? 0;
  const a = names.output[unit] ?? '';
  const z = names.z[unit] ?? '';
  if (role === 'kernel') {
    const input = index[0] ?? 0;
    const name = `w(${names.input[input] ?? ''}→${a})`;
    const last = { name: `∂${z}/∂${name}`, value: at(traced.input, input) };
    return { name, factors: [...factorsOfZ(traced, names, unit, fused), last] };
  }
  if (role === 'bias') {
    const name = `b(${a})`;
    return {
      name,
      factors: [...factorsOfZ(traced, names, unit, fused), { name: `∂${z}/∂${name}`, value: 1 }],
    };
  }
  const name = `${role === 'gamma' ? 'γ' : 'β'}(${a})`;
  const whole = { name: `∂E/∂${a}`, value: at(traced.outputGradient, unit) };
  // γ has one more factor, the normalised input, which is what is left of its gradient.
  const rest = { name: `∂${a}/∂${name}`, value: gradient / whole.value };
  return { name, factors: role === 'gamma' && whole.value !== 0 ? [whole, rest] : [whole] };
}

/** ∂E/∂unit as a sum over the units of the dense layer that follows, whose kernel was `kernel` before the update. */
export function termsOf(
  unit: number,
  value: string,
  after: Traced,
  names: UnitNames,
  kernel: Values,
): NamedValue[][] {
  return names.z.map((z, column) => [
    { name: `∂E/∂${z}`, value: at(after.zGradient, column) },
    { name: `∂${z}/∂${value}`, value: at(kernel, unit * names.z.length + column) },
  ]);
}
