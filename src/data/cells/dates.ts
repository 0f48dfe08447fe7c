/** Dates and times as data files write them, and their parts as numbers. Time zones are left out: parts are as written. */
import type { DateOrder, DatePart } from '../../format/types.ts';

export interface Moment {
  /** NaN where there is only a time of day. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 where there is only a date. */
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const MS_PER_DAY = 86_400_000;
const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,9})?))?\s*(?:([ap])\.?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?`;
const TIME_ONLY = new RegExp(`^${TIME}$`, 'i');
const DATES: Readonly<Record<DateOrder, readonly RegExp[]>> = {
  ymd: [
    new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?(?:(?:T|\s+)${TIME})?$`, 'i'),
    new RegExp(String.raw`^(\d{4})()(\d{2})(\d{2})(?:T${TIME})?$`, 'i'),
    new RegExp(
      String.raw`^(\d{4})(\s*[년年]\s*)(\d{1,2})\s*[월月]\s*(\d{1,2})\s*[일日](?:\s+${TIME})?$`,
      'i',
    ),
  ],
  dmy: [new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,?\s+${TIME})?$`, 'i')],
  mdy: [new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,?\s+${TIME})?$`, 'i')],
};

function timeOf(
  hour = '0',
  minute = '0',
  second = '0',
  half?: string,
): Pick<Moment, 'hour' | 'minute' | 'second'> | null {
  let hours = Number(hour);
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  const time = { hour: hours, minute: Number(minute), second: Number(second.replace(',', '.')) };
  return time.hour < 24 && time.minute < 60 && time.second < 61 ? time : null;
}

/** A date, with or without a time, whose numbers come in this order; null if the text is none that there is. */
export function parseDate(text: string, order: DateOrder): Moment | null {
  const trimmed = text.trim();
  for (const form of DATES[order]) {
    const found = form.exec(trimmed);
    if (found === null) continue;
    const numbers = [found[1], found[3], found[4]].map(Number);
    const [year = NaN, month = NaN, day = NaN] =
      order === 'ymd'
        ? numbers
        : order === 'dmy'
          ? [...numbers].reverse()
          : [numbers[2], numbers[0], numbers[1]];
    const time = timeOf(found[5], found[6], found[7], found[8]);
    const date = new Date(Date.UTC(year, month - 1, day));
    const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    return time !== null && exists ? { year, month, day, ...time } : null;
  }
  return null;
}

/** A time of day alone; null if the text is none. */
export function parseTime(text: string): Moment | null {
  const found = TIME_ONLY.exec(text.trim());
  const time = found && timeOf(found[1], found[2], found[3], found[4]);
  return time && { year: NaN, month: NaN, day: NaN, ...time };
}

/** A part of a moment; NaN for one that it does not have. */
export function partOf({ year, month, day, hour, minute, second }: Moment, part: DatePart): number {
  const days = Date.UTC(year, month - 1, day) / MS_PER_DAY;
  switch (part) {
    case 'year':
      return year;
    case 'month':
      return month;
    case 'day':
      return day;
    case 'dayOfWeek':
      // 1970-01-01 was a Thursday, the fourth day of its week.
      return ((((days + 3) % 7) + 7) % 7) + 1;
    case 'dayOfYear':
      return days - Date.UTC(year, 0, 1) / MS_PER_DAY + 1;
    case 'daysSince1970':
      return days + (hour * 3600 + minute * 60 + second) / 86_400;
    case 'hour':
      return hour;
    case 'minute':
      return minute;
    case 'second':
      return second;
  }
}
