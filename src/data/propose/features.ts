/** The choice of inputs: which columns, as what, with which policy for missing values. */
import type { ColumnProfile } from './profile.ts';
import { isIdentifier } from './target.ts';

/** One entry of `data.features`, as it is written, with the reason. */
export interface ProposedFeature {
  readonly columns: readonly string[];
  readonly keys: Readonly<Record<string, unknown>>;
  readonly reason: string;
  /** Inputs that it makes, about. */
  readonly width: number;
  readonly isText: boolean;
}

export interface LeftOut {
  readonly column: string;
  readonly reason: string;
}

export interface ProposedFeatures {
  readonly features: readonly ProposedFeature[];
  readonly leftOut: readonly LeftOut[];
}

/** Different values that become one input each. */
const MOST_CATEGORIES = 50;
/** Columns of one range that are taken as pixels, at least. */
const FEW_PIXELS = 16;

/** A way to read a column, or the reason to leave it out. */
type Way =
  { readonly key: string; readonly feature: Omit<ProposedFeature, 'columns'> } | { readonly out: string };

/** The inputs from all columns but the target. */
export function proposeFeatures(profiles: readonly ColumnProfile[]): ProposedFeatures {
  const pixels = pixelScale(profiles);
  const ranges = rangesReason(profiles);
  const groups = new Map<string, ProposedFeature>();
  const leftOut: LeftOut[] = [];
  for (const profile of profiles) {
    const way = wayOf(profile, pixels, ranges);
    if ('out' in way) {
      leftOut.push({ column: profile.name, reason: way.out });
      continue;
    }
    const before = groups.get(way.key);
    groups.set(way.key, {
      ...way.feature,
      columns: [...(before?.columns ?? []), profile.name],
      width: (before?.width ?? 0) + way.feature.width,
    });
  }
  return { features: [...groups.values()], leftOut };
}

function wayOf(profile: ColumnProfile, pixels: number | null, ranges: string): Way {
  const { kind, missing, rows, distinct, width } = profile;
  if (missing === rows) return { out: 'it has no value' };
  if (width === 1 && distinct < 2 && missing === 0 && pixels === null)
    return { out: 'every row has the same value' };
  if (isIdentifier(profile))
    return { out: 'each row has another value: an identifier tells nothing about new rows' };
  if (kind === 'number') return numberWay(profile, pixels, ranges);
  if (kind === 'date') return dateWay(profile);
  return nameWay(profile);
}

function dateWay({ missing, orders = [] }: ColumnProfile): Way {
  if (missing > 0) return { out: 'it is a date, and some are missing' };
  const [order = 'ymd', other] = orders;
  if (other !== undefined)
    return {
      out: 'no day of its dates is over 12, so day and month cannot be told apart; add it with "order"',
    };
  const first = { ymd: '', dmy: ', the day first', mdy: ', the month first' }[order];
  return {
    key: `date ${order}`,
    feature: {
      keys: { as: 'date', ...(order !== 'ymd' && { order }), normalize: 'standard' },
      reason: `Dates${first}: they become year, month, day and day of the week.`,
      width: 4,
      isText: false,
    },
  };
}

function numberWay({ missing, width }: ColumnProfile, pixels: number | null, ranges: string): Way {
  const gap = missing > 0;
  const normalize = pixels === null ? 'standard' : { scale: 1 / pixels };
  const reason =
    pixels === null
      ? ranges
      : `All go from 0 to ${pixels}; multiplied by 1/${pixels} they lie between 0 and 1.`;
  return {
    key: gap ? 'number with gaps' : 'number',
    feature: {
      keys: { as: 'number', normalize, ...(gap && { missing: 'median' }) },
      reason: gap ? `Cells without a value become the median of the training rows. ${reason}` : reason,
      width,
      isText: false,
    },
  };
}

function nameWay({ distinct, words, length, syllabic, missing }: ColumnProfile): Way {
  const gap = missing > 0;
  if (words >= 3 || (length >= 20 && distinct > MOST_CATEGORIES)) {
    const tokens = syllabic
      ? { tokenizer: 'charNgram', ngrams: [1, 3], vocabulary: 20_000 }
      : { tokenizer: 'word', vocabulary: 10_000 };
    const what = syllabic ? 'runs of one to three characters, as endings join words' : 'words';
    return {
      key: `text ${String(syllabic)} ${String(gap)}`,
      feature: {
        keys: {
          as: 'text',
          ...tokens,
          minCount: 2,
          mode: 'tfidf',
          ...(gap && { missing: { policy: 'constant', value: '(none)' } }),
        },
        reason: `Free text: one input for each of the most frequent ${what}; rare ones count more (tfidf).`,
        width: tokens.vocabulary,
        isText: true,
      },
    };
  }
  if (distinct > MOST_CATEGORIES) return { out: `it has more than ${MOST_CATEGORIES} different names` };
  return {
    key: gap ? 'category with gaps' : 'category',
    feature: {
      keys: { as: 'category', ...(gap && { missing: 'indicator' }) },
      reason: gap
        ? 'Names: one input for each value (one-hot), and one more that is 1 where a value is missing.'
        : 'Names: one input for each value (one-hot).',
      width: distinct,
      isText: false,
    },
  };
}

/** The largest value of many columns that all go from 0 to about the same whole number, as pixels do; else null. */
function pixelScale(profiles: readonly ColumnProfile[]): number | null {
  const numbers = profiles.filter(({ kind }) => kind === 'number');
  const cells = numbers.reduce((sum, { width }) => sum + width, 0);
  if (cells < FEW_PIXELS || numbers.length < profiles.length) return null;
  if (numbers.some(({ least, whole, missing }) => least < 0 || !whole || missing > 0)) return null;
  const largest = Math.max(...numbers.map((one) => one.largest));
  const alike = numbers.filter((one) => one.largest >= largest / 2).length;
  return largest > 1 && alike * 2 >= numbers.length ? largest : null;
}

function rangesReason(profiles: readonly ColumnProfile[]): string {
  const spreads = profiles
    .filter(({ kind, deviation }) => kind === 'number' && deviation > 0)
    .map(({ deviation }) => deviation);
  const ratio = Math.max(...spreads, 1e-300) / Math.min(...spreads, Infinity);
  const scaled = '"standard" brings each to mean 0 and standard deviation 1.';
  return ratio >= 10 && Number.isFinite(ratio)
    ? `The widest differs from the narrowest by a factor of ${ratio >= 1e6 ? 'over a million' : String(Math.round(ratio))}; ${scaled}`
    : `Numbers: ${scaled}`;
}
