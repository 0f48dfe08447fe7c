/** Trains a program and judges what the rules have found of it: is it harmed, and is the finding right? */
import { fileURLToPath } from 'node:url';

import { placeOfFinding } from '../../src/app/findingPlaces.ts';
import { loadSpec } from '../../src/format/load.ts';
import type { Override } from '../../src/format/overrides.ts';
import type { ResolvedSpec } from '../../src/format/types.ts';
import type { Faulty, Healthy, Spec } from './program.ts';
import { Refused, trainWatched, type Watched } from './trainWatched.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
/** A fault has done harm if accuracy or R² is lower by so much than the repaired program's with the same seed. */
const HARM = 0.05;
/** Or if the validation loss, where it is the same one, is higher by this share of the loss of guessing. */
const HARM_LOSS = 0.1;

/** A finding that was told: by which rule, when, and whether in a place that is right. */
export interface Found {
  readonly rule: string;
  readonly layer: string | null;
  readonly step: number;
  readonly right: boolean;
}

/** One training. */
export interface Verdict {
  readonly found: readonly Found[];
  /** Accuracy or R² after the last epoch, of the validation rows; null if the run failed. */
  readonly score: number | null;
}

/** A faulty program and its repair, both with one seed. */
export interface Pair {
  readonly faulty: Verdict;
  readonly repaired: Verdict;
  /** The faulty program really does worse. */
  readonly harmed: boolean;
}

/** Throws if the spec has a problem: a bench with a typing error measures nothing. */
function load(name: string, spec: Spec, seed: number, overrides: readonly Override[]): ResolvedSpec {
  const text = JSON.stringify({ name, ...spec, seed });
  const { spec: loaded, problems } = loadSpec(text, `${name}.nnspec.json`, overrides);
  if (!loaded) throw new Error(`${name}: ${problems.map(({ message }) => message).join(' ')}`);
  return loaded;
}

/** Ids of layers in the place of their positions. */
function namedPath(path: readonly (string | number)[], { model }: ResolvedSpec): string {
  const [first, second, index, ...rest] = path;
  const layer = first === 'model' && typeof index === 'number' ? model.layers[index] : undefined;
  return (layer ? [first, second, layer.id, ...rest] : path).join('.');
}

/** True if `place` is one of those that the fault changes, or contains all that it changes of the model. */
function isRight(place: string, { fault, alsoRight = [] }: Pick<Faulty, 'fault' | 'alsoRight'>): boolean {
  const changed = [...fault.map(({ path }) => String(path)), ...alsoRight];
  const isWhole = place === 'model' && changed.filter((path) => path.startsWith('model.layers.')).length > 1;
  return (
    isWhole || changed.some((path) => path === place || (path.startsWith(`${place}.`) && place !== 'model'))
  );
}

function verdictOf(
  watched: Watched,
  spec: ResolvedSpec,
  program: Pick<Faulty, 'fault' | 'alsoRight'>,
): Verdict {
  const found = watched.notes.flatMap((note): Found[] => {
    if (!('message' in note)) return [];
    const place = placeOfFinding(note, spec);
    const right = place !== null && isRight(namedPath(place, spec), program);
    return [{ rule: note.rule, layer: note.layer, step: note.step, right }];
  });
  return { found, score: watched.end?.reason === 'failed' ? null : scoreOf(watched) };
}

function scoreOf({ last }: Watched): number {
  const metrics = last?.validation ?? last?.train ?? {};
  return metrics['accuracy'] ?? metrics['r2'] ?? NaN;
}

function lossOf({ last }: Watched): number {
  const metrics = last?.validation ?? last?.train ?? {};
  return metrics['unpenalizedLoss'] ?? metrics['loss'] ?? NaN;
}

/** A program without a fault. */
export async function judgeHealthy(
  module: WebAssembly.Module,
  { name, spec }: Healthy,
  seed: number,
): Promise<Verdict> {
  const loaded = load(name, spec, seed, []);
  const watched = await trainWatched(loaded, { module, baseDir: EXAMPLES });
  return verdictOf(watched, loaded, { fault: [] });
}

/** Null if the faulty program is refused before its first step. */
export async function judgePair(
  module: WebAssembly.Module,
  program: Faulty,
  seed: number,
): Promise<Pair | null> {
  const train = async (overrides: readonly Override[]): Promise<[Watched, ResolvedSpec]> => {
    const spec = load(program.name, program.spec, seed, overrides);
    return [await trainWatched(spec, { module, baseDir: EXAMPLES }), spec];
  };
  const [good, goodSpec] = await train([]);
  const trained = await train(program.fault).catch((error: unknown) => {
    if (error instanceof Refused) return null;
    throw error;
  });
  if (trained === null) return null;
  const [bad, badSpec] = trained;
  const faulty = verdictOf(bad, badSpec, program);
  const repaired = verdictOf(good, goodSpec, program);
  const sameLoss = goodSpec.loss.type === badSpec.loss.type && good.guess !== null;
  const limit = lossOf(good) + HARM_LOSS * (good.guess ?? 0);
  const harmed =
    faulty.score === null ||
    !(faulty.score >= (repaired.score ?? NaN) - HARM) ||
    (sameLoss && !(lossOf(bad) <= limit));
  return { faulty, repaired, harmed };
}
