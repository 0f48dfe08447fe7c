/** The way of an optimizer through a problem of two numbers, and the cost around it. */

/** One number of a step: how it is made, and its value for either parameter. */
export interface PathLine {
  readonly name: string;
  readonly formula: string;
  readonly values: readonly [number, number];
}

export interface PathStep {
  readonly step: number;
  /** Loss of the step's batch, before the step. */
  readonly loss: number;
  /** Both parameters before and after the step. */
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
  /** The gradient that the optimizer got. */
  readonly gradient: readonly [number, number];
  /** The optimizer's rule line by line; none where it finds its direction for whole parameters. */
  readonly lines: readonly PathLine[];
  /** Its memory after the step, by slot. */
  readonly memory: Readonly<Record<string, readonly [number, number]>>;
}

export interface OptimizerPath {
  /** The names of both parameters. */
  readonly names: readonly [string, string];
  readonly steps: readonly PathStep[];
}

/** A rectangle of the plane of both parameters. */
export interface Region {
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
}

export interface CostSurface {
  readonly region: Region;
  /** Points along each side. */
  readonly size: number;
  /** Loss of all training samples, row by row: the second parameter grows from row to row. */
  readonly costs: readonly number[];
}
