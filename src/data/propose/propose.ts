/** From a data file to a spec that trains it as it is. The same file gives the same text. */
import { sentence } from '../../base/problems/data.ts';
import { nearest } from '../../base/schema/suggest.ts';
import type { Notation, Source } from '../../format/types.ts';
import type { Proposal, ProposalFormat, TargetCandidate } from '../../plan/proposal.ts';
import { ascendingNames } from '../cells/cells.ts';
import type { Table } from '../columns/table.ts';
import { specError } from '../problems.ts';
import { probePictures } from '../pictures/probe.ts';
import { readTable } from '../read.ts';
import type { DataHost } from '../types.ts';
import { proposeFeatures } from './features.ts';
import { proposeNetwork } from './network.ts';
import { sniffDelimiter, sniffNumbers } from './notation.ts';
import { profileOf, type ColumnProfile } from './profile.ts';
import { sampledHost } from './sample.ts';
import { specText } from './specText.ts';
import { targetCandidates } from './target.ts';

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
  const sampled = sampledHost(host, format);
  const notation = await sniffDelimiter(host, path, format);
  const source = await sourceOf(path, format, host);
  const read = (notation: Notation): Promise<Table> =>
    readTable(
      source.kind === 'file' ? { ...source, notation } : source,
      SOURCE,
      (names) => names.map(() => 'text'),
      sampled.host,
      0,
    );
  let table = await read(notation);
  const numbers = sniffNumbers(table, notation.delimiter);
  const all = { ...notation, ...numbers };
  if (Object.keys(numbers).length > 0) table = await read(all);

  const profiles = table.columns.map((column) => profileOf(table, column));
  const candidates = targetCandidates(profiles, table.ownTarget);
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
    notation: all,
    rows: table.rows,
    sampled: sampled.isCut(),
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

/** A file of pixels stands beside that of its labels, as those of MNIST do. */
async function sourceOf(path: string, format: ProposalFormat, host: DataHost): Promise<Source> {
  if (format === 'pictures') return probePictures(path, SOURCE, host);
  if (format === 'idx') {
    const images = path.replace(/labels([.-]?)idx1/i, 'images$1idx3');
    return { kind: 'idx', images, labels: images.replace(/images([.-]?)idx3/i, 'labels$1idx1') };
  }
  return { kind: 'file', path, format };
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
