/** The common part of the made-up runs and networks: their size, and numbers that look drawn. */

/** A reproducible stand-in for chance in [−1, 1). */
export function noise(index: number): number {
  let hash = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 31 - 1;
}

export interface SceneOptions {
  readonly layers: number;
  readonly steps: number;
  readonly totalSteps: number;
  readonly depthDecay: number;
  /** Steps without a loss, single values between them. */
  readonly gaps?: boolean;
}
