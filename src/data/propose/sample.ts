/** The beginning of a large table, so that a proposal for it takes little time and memory. */
import type { ProposalFormat } from '../../plan/proposal.ts';
import type { DataHost } from '../types.ts';

/** Unpacked bytes of a table of text that are looked at. */
export const SAMPLE_BYTES = 16 << 20;
const LINE_FEED = 10;

export interface SampledHost {
  readonly host: DataHost;
  /** True once a file turned out to be longer. */
  isCut(): boolean;
}

/** A host that ends tables of lines after `most` bytes, with the last whole line. Other formats are read whole. */
export function sampledHost(host: DataHost, format: ProposalFormat, most = SAMPLE_BYTES): SampledHost {
  const { pieces } = host;
  let cut = false;
  if (!pieces || !['csv', 'tsv', 'jsonl'].includes(format)) return { host, isCut: () => false };
  async function* first(path: string): ReturnType<NonNullable<DataHost['pieces']>> {
    let left = most;
    for await (const piece of pieces?.(path) ?? []) {
      const { bytes } = piece;
      if (bytes.length <= left) {
        left -= bytes.length;
        yield piece;
        continue;
      }
      // The rest of the last line of the sample, and no more of it than this piece has.
      const end = bytes.indexOf(LINE_FEED, left);
      cut = true;
      yield { ...piece, bytes: end < 0 ? bytes : bytes.subarray(0, end + 1) };
      return;
    }
  }
  return { host: { ...host, pieces: first }, isCut: () => cut };
}
