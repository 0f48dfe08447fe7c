/** Writes all builds to `outDir` unless they are there and up to date. Resolves to whether anything was built. */
export function buildKernels(options: {
  readonly outDir: string;
  readonly quiet?: boolean;
}): Promise<boolean>;

/** Writes `peak.kernels.wasm` and its like for the other builds, which measure the processor; for the bench only. */
export function buildPeak(options: { readonly outDir: string }): Promise<void>;

/** Bundles the helper thread into `outDir`, for who runs the engine from its sources. Resolves to the file's path. */
export function buildHelper(options: { readonly outDir: string }): Promise<string>;
