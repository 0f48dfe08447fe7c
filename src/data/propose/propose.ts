/** From a data file to a spec that trains it as it is. The same file gives the same text. */
import { sentence } from '../../base/problems/data.ts';
import { nearest } from '../../base/schema/suggest.ts';
import type { Source } from '../../format/types.ts';
import type { Proposal, ProposalFormat, TargetCandidate } from '../../plan/proposal.ts';
import { ascendingNames } from '../cells/cells.ts';
import { specError } from '../problems.ts';
import type { DataHost } from '../types.ts';
import { proposeFeatures } from './features.ts';
import { proposeNetwork } from './network.ts';
import { inspectFile } from './inspect.ts';
import type { ColumnProfile } from './profile.ts';
import { specText } from './specText.ts';

export interface ProposeOptions {
  /** As `data.source` will have it. */
  readonly path: string;
  readonly format: ProposalFormat;
  /** Name of the spec. */
  readonly name: string;
  /** The column to predict; null: the likeliest one. */
  readonly target: string | null;
}

const SOURCE = ['data', 'source'];

/**
 * Reads the file (of a long table the beginning) and proposes a spec.
 * @throws NnError as reading does; NN-DATA-PROPOSE for a target that is not there or does not fit, or a file
 * without one or without inputs
 */
export async function propose(options: ProposeOptions, host: DataHost): Promise<Proposal> {
  const { path, format, name } = options;
  const { source, table, notation, isCut, profiles, candidates } = await inspectFile(path, format, host);
  const target = chosen(options, profiles, candidates);
  const profile = profiles.find((one) => one.name === target.column);
  const inputs = proposeFeatures(profiles.filter((one) => one !== profile));
  if (inputs.features.length === 0)
    throw specError(sentence('NN-DATA-PROPOSE.features', { file: path }), SOURCE);
  const network = proposeNetwork(target, {
    rows: table.rows,
    inputs: inputs.features.reduce((sum, { width }) => sum + width, 0),
    isText: inputs.features.some(({ isText }) => isText),
    mean: profile?.mean ?? 0,
  });
  const text = specText({
    name,
    source: written(source, path),
    notation: { ...notation },
    rows: table.rows,
    sampled: isCut,
    target,
    writesTarget: source.kind === 'file',
    classes: target.as === 'binary' && profile ? ascendingNames(profile.counts.keys()) : [],
    isTargetMissing: profile !== undefined && profile.missing > 0,
    inputs,
    network,
  });
  return { target: target.column, candidates, text };
}

/** As `data.source` has it. */
function written(source: Source, path: string): unknown {
  const { kind, ...keys } = source;
  if (kind === 'idx') return keys;
  if (source.kind !== 'pictures') return path;
  const { folder, width, height, color } = source;
  return { pictures: folder, width, height, color };
}

function chosen(
  { path, target }: ProposeOptions,
  profiles: readonly ColumnProfile[],
  candidates: readonly TargetCandidate[],
): TargetCandidate {
  const wanted =
    target === null ? candidates[0] : candidates.find(({ column }) => column === target.normalize('NFC'));
  if (wanted) return wanted;
  const names = profiles.map(({ name }) => name);
  if (target === null) throw specError(sentence('NN-DATA-PROPOSE.target', { file: path }), SOURCE);
  if (names.includes(target.normalize('NFC')))
    throw specError(sentence('NN-DATA-PROPOSE.unfit', { file: path, name: target }), SOURCE);
  const near = nearest(target, names) ?? names[0] ?? '';
  throw specError(sentence('NN-DATA-PROPOSE.column', { file: path, name: target, near }), SOURCE);
}
