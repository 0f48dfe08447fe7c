/**
 * A layer of the catalogue: keys, shape, parameters, forward beside backward, and names elsewhere. A layer takes
 * tensors from the arena once and then works on them batch by batch.
 */
import type { Text } from '../../base/problems/text.ts';
import type { Keys, Semantics } from '../../base/schema/schema.ts';
import type { Activation } from '../activations/table.ts';
import type { Fans } from '../initializers/initializer.ts';
import type { Initializer } from '../initializers/table.ts';
import type { Kind, Options } from '../kind.ts';
import type { AnyOperation, Operations } from '../operations/operation.ts';
import { reshaped, type SparseTensor, type Tensor } from '../operations/tensor.ts';
import { asVector, type ElementType, type Layout, type Shape, sizeOf } from '../shape.ts';

/** Strengths of the penalties on a parameter. */
export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}

/** A parameter of a layer, by its role. */
export interface ParameterDeclaration {
  /** The last part of the parameter's name, such as `kernel`. */
  readonly role: string;
  readonly shape: readonly number[];
  /** The numbers by which initializers scale. */
  readonly fans: Fans;
  readonly initializer: Initializer;
  /** Moving statistics are not; without it a parameter is. */
  readonly trainable?: boolean;
  readonly regularizer?: Regularizer;
}

/** A parameter in the arena with its gradient; those that are not trainable have none. */
export interface LayerParameter {
  readonly role: string;
  readonly value: Tensor;
  readonly gradient: Tensor | null;
}

/** One batch on its way through the network. Owned by the network and reused. */
export interface LayerPass {
  readonly backend: Operations;
  rows: number;
  /** Dropout and batch statistics act. */
  training: boolean;
  /** From 1; keys the dropout masks. */
  step: number;
}

export interface LayerContext {
  readonly id: string;
  /** The shape of the layer's output, as it has told it. */
  readonly shape: Shape;
  readonly semantics: Semantics;
  readonly seed: number;
  /** Takes a tensor that has no axis for a batch. */
  readonly allocate: (shape: Shape) => Tensor;
  /** Takes a tensor for a batch of samples of this shape. */
  readonly allocateRows: (shape: Shape) => Tensor;
  readonly input: Tensor | SparseTensor;
  /** The gradient with respect to the input; null if it is not needed. */
  readonly inputGradient: Tensor | null;
  /** The activation belongs to the loss, which is computed from logits: leave it out. */
  readonly fused: boolean;
  readonly parameters: readonly LayerParameter[];
}

export interface RunningLayer {
  /** A batch of samples of the shape that the layer has told, and its gradient. */
  readonly output: Tensor;
  readonly outputGradient: Tensor;
  /** Values before the activation, if the layer has one. */
  readonly preActivation: Tensor | null;
  /** The share of units that is dropped, if the layer drops any; it may change between steps. */
  dropoutRate?: number;
  forward(pass: LayerPass): void;
  /** From `outputGradient`, which may be overwritten, to the gradients of the parameters and of the input. */
  backward(pass: LayerPass): void;
}

/** A setting of the layer that can change while it trains, at `key` in the spec. */
export interface LayerControl {
  readonly kind: 'dropout' | 'l1' | 'l2';
  readonly key: string;
  readonly value: number;
}

/** The facts of a layer for an exported script. */
export interface ExportContext {
  readonly id: string;
  readonly input: Shape;
  readonly semantics: Semantics;
}

export interface LayerKind<K extends Keys = Keys> extends Kind<K> {
  /** The beginning of default ids. */
  readonly prefix: string;
  /** The element type of its input; without it float32. */
  readonly takesType?: ElementType;
  /** The layouts of its input; without it only dense. The network makes others dense before the layer sees them. */
  readonly takesLayouts?: readonly Layout[];
  /** The reason why it cannot take an input of its type; without it, it takes any axes. */
  fault?(options: Options<K>, input: Shape): Text | undefined;
  /** Without it the elements of the input as a vector: the layer works on each, or on all of a sample, whatever their axes. */
  output?(options: Options<K>, input: Shape): Shape;
  /** In the order of weights files; without it there are none. */
  parameters?(options: Options<K>, input: Shape): readonly ParameterDeclaration[];
  /** Multiplications and additions of one sample forward, activations aside; without it 0. */
  flops?(options: Options<K>, input: Shape): number;
  /** The activation that it ends with. */
  activation?(options: Options<K>): Activation;
  /** In evaluation its outputs are its inputs; while training some of them are 0. */
  readonly dropsUnits?: true;
  /** It needs several samples in a batch, whose statistics it takes. */
  readonly normalizesBatch?: true;
  /** It sums its inputs by weights: z = x·W + b, before an activation. */
  readonly sums?: true;
  controls?(options: Options<K>): readonly LayerControl[];
  /** Operations that no other layer needs. */
  readonly operations?: readonly AnyOperation[];
  run(options: Options<K>, context: LayerContext): RunningLayer;
  /** In few words, for tables. */
  describe(options: Options<K>): string;
  /** The layers in Keras, as Python; the first one has the id as its name and takes the weights in order. */
  keras(options: Options<K>, context: ExportContext): readonly string[];
  /** The modules in PyTorch, as Python. */
  pytorch(options: Options<K>, context: ExportContext): readonly string[];
  /** The name of each parameter in PyTorch's first module. */
  readonly pytorchNames?: Readonly<Record<string, string>>;
  /** Statements about the module `at` that PyTorch needs under `no_grad`, once its weights are loaded. */
  pytorchSetup?(options: Options<K>, at: string): readonly string[];
}

/** A file's entry; the keys' types follow from `keys`. */
export function layerOf<K extends Keys>(kind: LayerKind<K>): LayerKind<K> {
  return kind;
}

/** The shape of a layer's output. */
export function outputOf<K extends Keys>(
  kind: Pick<LayerKind<K>, 'output'>,
  options: Options<K>,
  input: Shape,
): Shape {
  return kind.output?.(options, input) ?? asVector(input);
}

/** The input as the layer takes it: sparse rows are made dense where it does not take them as they are. */
export function takenInput(
  { takesLayouts = ['strided'] }: Pick<LayerKind, 'takesLayouts'>,
  input: Shape,
): Shape {
  return takesLayouts.includes(input.layout) ? input : { ...input, layout: 'strided' };
}

/** The dense input of a layer, its gradient and the number of their elements, each sample as one vector. */
export function vectors({ id, input, inputGradient }: LayerContext) {
  if (input.layout === 'sparse') throw new Error(`Layer ${id} takes no sparse rows.`);
  const units = sizeOf(input);
  return { units, x: reshaped(input, [units]), dx: inputGradient && reshaped(inputGradient, [units]) };
}

/** The input of a layer that is sparse. */
export function sparseInput({ id, input }: LayerContext): SparseTensor {
  if (input.layout !== 'sparse') throw new Error(`The input of layer ${id} is dense.`);
  return input;
}

/** The shape of a parameter that has one number for each element of the input. */
export function perUnit(input: Shape): Pick<ParameterDeclaration, 'shape' | 'fans'> {
  const units = sizeOf(input);
  return { shape: [units], fans: { in: units, out: units, inputs: units } };
}

/** The parameter of `role`, or null if the layer has none. */
export function parameterOf({ parameters }: LayerContext, role: string): LayerParameter | null {
  return parameters.find((parameter) => parameter.role === role) ?? null;
}

/** As `parameterOf`, for a parameter that is always there. */
export function requiredParameter(context: LayerContext, role: string): LayerParameter {
  const found = parameterOf(context, role);
  if (!found) throw new Error(`Layer ${context.id} has no ${role}.`);
  return found;
}

/** The gradient of a trainable parameter. */
export function gradientOf({ role, gradient }: LayerParameter): Tensor {
  if (!gradient) throw new Error(`The ${role} is not trainable.`);
  return gradient;
}

/** Copies the first `length` elements. */
export function copy(backend: Operations, from: Tensor, to: Tensor, length: number): void {
  const source = backend.view(from);
  backend.view(to).set(length === source.length ? source : source.subarray(0, length));
}
