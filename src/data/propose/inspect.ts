/** The beginning of a data file: its table, notation, and what each column is. */
import type { Notation, Source } from '../../format/types.ts';
import type { ProposalFormat, TargetCandidate } from '../../plan/proposal.ts';
import type { Table } from '../columns/table.ts';
import { probePictures } from '../pictures/probe.ts';
import { readTable } from '../read.ts';
import type { DataHost } from '../types.ts';
import { sniffDelimiter, sniffNumbers } from './notation.ts';
import { profileOf, type ColumnProfile } from './profile.ts';
import { SAMPLE_BYTES, sampledHost } from './sample.ts';
import { targetCandidates } from './target.ts';

const SOURCE = ['data', 'source'];

export interface Inspected {
  readonly source: Source;
  readonly table: Table;
  /** The keys that the file shows to be needed. */
  readonly notation: Notation;
  /** True if there are more rows than were looked at. */
  readonly isCut: boolean;
  readonly profiles: readonly ColumnProfile[];
  readonly candidates: readonly TargetCandidate[];
}

/** `most`: unpacked bytes of a table of text that are looked at. Throws NnError as reading does. */
export async function inspectFile(
  path: string,
  format: ProposalFormat,
  host: DataHost,
  most = SAMPLE_BYTES,
): Promise<Inspected> {
  const sampled = sampledHost(host, format, most);
  const delimiter = await sniffDelimiter(host, path, format);
  const source = await sourceOf(path, format, host);
  const read = (notation: Notation): Promise<Table> =>
    readTable(
      source.kind === 'file' ? { ...source, notation } : source,
      SOURCE,
      (names) => names.map(() => 'text'),
      sampled.host,
      0,
    );
  let table = await read(delimiter);
  const numbers = sniffNumbers(table, delimiter.delimiter);
  const notation = { ...delimiter, ...numbers };
  if (Object.keys(numbers).length > 0) table = await read(notation);
  const profiles = table.columns.map((column) => profileOf(table, column));
  const candidates = targetCandidates(profiles, table.ownTarget);
  return { source, table, notation, isCut: sampled.isCut(), profiles, candidates };
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
