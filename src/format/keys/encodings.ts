/** Encodings of text files by the names that people write. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/spec.ts';
import { changeTo, reportType, shown } from '../../base/schema/primitives.ts';
import type { Schema } from '../../base/schema/schema.ts';
import { nearest } from '../../base/schema/suggest.ts';

/** Encodings by their name in https://encoding.spec.whatwg.org; documents and completion show these. */
const ENCODINGS: Readonly<Record<string, string>> = {
  'utf-8': 'Unicode, as nearly every tool writes it.',
  'utf-16': 'Unicode in pairs of bytes; the byte order by the mark, without one little-endian.',
  'utf-16le': 'UTF-16, little-endian.',
  'utf-16be': 'UTF-16, big-endian.',
  'euc-kr': 'Korean, with all syllables of `cp949`.',
  shift_jis: 'Japanese, with the characters of `cp932`.',
  'euc-jp': 'Japanese of Unix.',
  gbk: 'Chinese, simplified.',
  gb18030: 'Chinese, all of Unicode.',
  big5: 'Chinese, traditional.',
  'windows-1252': 'Western European (`latin1`).',
  'iso-8859-15': 'Western European, with the euro sign.',
  'windows-1250': 'Central European.',
  'iso-8859-2': 'Central European.',
  'windows-1251': 'Cyrillic.',
  'koi8-r': 'Cyrillic.',
  'windows-1253': 'Greek.',
  'windows-1254': 'Turkish.',
  'windows-1255': 'Hebrew.',
  'windows-1256': 'Arabic.',
  'windows-1257': 'Baltic.',
  'windows-1258': 'Vietnamese.',
  'windows-874': 'Thai.',
  macintosh: 'Western European of old Macs.',
};

/** Other names, in lower case without `-`, `_` and blanks, and what they stand for. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  utf8sig: 'utf-8',
  unicode: 'utf-16',
  utf16: 'utf-16',
  ucs2: 'utf-16',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  uhc: 'euc-kr',
  windows949: 'euc-kr',
  ksc56011987: 'euc-kr',
  ksc5601: 'euc-kr',
  korean: 'euc-kr',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  windows31j: 'shift_jis',
  cp936: 'gbk',
  gb2312: 'gbk',
  cp950: 'big5',
  ascii: 'windows-1252',
  usascii: 'windows-1252',
  ansi: 'windows-1252',
  latin1: 'windows-1252',
  iso88591: 'windows-1252',
  latin2: 'iso-8859-2',
  latin9: 'iso-8859-15',
  latin5: 'windows-1254',
  iso88599: 'windows-1254',
  macroman: 'macintosh',
  tis620: 'windows-874',
  cp874: 'windows-874',
};

/** A name without what writers leave out or put in as they like. */
function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, '');
}

/** The name that stands for an encoding in the resolved spec; undefined if it is not known. */
export function encodingNamed(written: string): string | undefined {
  const name = bare(written);
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  if (alias !== undefined) return alias;
  const windows = /^(?:cp|windows)(125\d)$/.exec(name)?.[1];
  const wanted = windows === undefined ? name : `windows${windows}`;
  return Object.keys(ENCODINGS).find((known) => bare(known) === wanted);
}

/** An encoding by any of its names; what is read is the name that stands for it. */
export const encoding: Schema<string> = {
  shape: { kind: 'enum', values: ENCODINGS },
  accepts: (value) => typeof value === 'string',
  read(value, path, context) {
    if (typeof value !== 'string') {
      reportType(context, path, phrase('the name of an encoding such as "cp949"'), value);
      return undefined;
    }
    const known = encodingNamed(value);
    if (known !== undefined) return known;
    const names = Object.keys(ENCODINGS);
    const meant = nearest(value, [...names, 'cp949', 'latin1']);
    const given = { value: shown(value), what: phrase('encoding') };
    const told =
      meant === undefined
        ? sentence('NN-SPEC-VALUE.known', { ...given, names })
        : sentence('NN-SPEC-VALUE.meant', { ...given, meant });
    context.report({ ...told, path, on: 'value', ...changeTo(path, meant) });
    return undefined;
  },
};
