/** A held step as a network to look at: columns of units, and lines between them. Large layers show some of their units. */
import type { Looked } from './asked.ts';

export interface ViewUnit {
  /** Place in its layer, from 0. */
  readonly index: number;
  readonly name: string;
  /** The name of the feature or the class in the data; empty without one. */
  readonly label: string;
  readonly value: number;
  /** By its value, or by z where the loss takes z; null for inputs. */
  readonly gradient: number | null;
  readonly ref: string;
  readonly gradientRef: string | null;
}

export interface ViewColumn {
  /** Empty for the inputs. */
  readonly id: string;
  /** Such as `dense (sigmoid)`; empty for the inputs. */
  readonly what: string;
  /** Units of the layer, and those that are shown, by their place. */
  readonly total: number;
  readonly units: readonly ViewUnit[];
}

/** A weight between two shown units; of a layer without weights the way of a unit to its own. */
export interface ViewLine {
  /** Places among the shown units of the two columns. */
  readonly from: number;
  readonly to: number;
  readonly weight: {
    readonly name: string;
    readonly value: number;
    readonly gradient: number;
    /** Null where the optimizer does not go weight by weight. */
    readonly after: number | null;
    readonly ref: string;
  } | null;
}

export interface LensView {
  readonly looked: Looked;
  /** Training samples that one may look at. */
  readonly samples: number;
  readonly columns: readonly ViewColumn[];
  /** Those between a column and the next one, in the order of the columns. */
  readonly lines: readonly (readonly ViewLine[])[];
  /** Units by a search; null where nothing is searched for. */
  readonly found: number | null;
}
