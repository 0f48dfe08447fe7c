/**
 * One colour, one role: the colours of layers, of runs and of classes, none of which is near to another role's, or to the
 * blue and orange of training and validation. Two roles differ by at least 0.05 in OKLab (a test measures it).
 */

export interface RoleColors {
  /** Training and validation; the panel takes those of the theme. */
  readonly splits: readonly [string, string];
  /** The first, the middle and the last layer; those between are mixed. */
  readonly layers: readonly [string, string, string];
  /** Runs over each other. */
  readonly runs: readonly string[];
  readonly classes: readonly string[];
}

export const ROLE_COLORS: Readonly<Record<'dark' | 'light', RoleColors>> = {
  dark: {
    splits: ['#59a4f9', '#d18616'],
    layers: ['#1dbcb5', '#9e9e9e', '#f47db9'],
    runs: ['#69cee6', '#e55551', '#b1dd54', '#cc5ed4', '#339c6d', '#f4e06a', '#c1a9ee'],
    classes: ['#0f919c', '#ec5482', '#65c55b', '#9b61ea', '#d4ab4f', '#7ae0cd', '#728426', '#eea2d4'],
  },
  light: {
    splits: ['#0063d3', '#b45309'],
    layers: ['#00847e', '#636363', '#cd3380'],
    runs: ['#008fad', '#b32228', '#668800', '#a707b2', '#00633f', '#574e0e', '#5740a1'],
    classes: ['#006574', '#c50654', '#278b1e', '#8b3ae5', '#946d00', '#2b937d', '#2e5314', '#87216d'],
  },
};
