/** The settings of a compared run as edits of its spec. */
import { applyOverrides } from '../format/overrides.ts';
import { parseSpec } from '../format/parse.ts';
import type { ResolvedSpec } from '../format/types.ts';
import type { ComparedRun } from '../run/comparison/state.ts';
import type { SpecValue } from './edits/specEdit.ts';

/** The values that the spec's text lacks; `spec` is what the text resolves to. None if it has them all. */
export function winnerValues(
  text: string,
  fileName: string,
  spec: ResolvedSpec,
  { optimizer: type, learningRate, values }: Pick<ComparedRun, 'optimizer' | 'learningRate' | 'values'>,
): SpecValue[] {
  const own = spec.optimizer;
  const optimizer: SpecValue[] =
    own.type !== type
      ? [{ path: ['optimizer'], value: { type, learningRate } }]
      : own.learningRate === learningRate
        ? []
        : [{ path: ['optimizer', 'learningRate'], value: learningRate }];
  // Layers may be named by their id: the paths of an edit have their places.
  const { value } = parseSpec(text, fileName).parsed;
  const varied = values.flatMap((one) => {
    const { paths } = applyOverrides(value, [one], () => undefined);
    const [path] = paths;
    return path && !isSame(valueAt(value, path), one.value) ? [{ path, value: one.value ?? undefined }] : [];
  });
  return [...optimizer, ...varied];
}

function valueAt(root: unknown, path: SpecValue['path']): unknown {
  return path.reduce<unknown>(
    (holder, key) =>
      typeof holder === 'object' && holder !== null
        ? (holder as Record<string | number, unknown>)[key]
        : undefined,
    root,
  );
}

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
