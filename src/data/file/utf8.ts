/** UTF-8 between bytes and texts. */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Longest text that is looked up among those read before. */
const SHORT = 24;
const SHORT_TEXTS = 4096;
const shortTexts = new Array<string | undefined>(SHORT_TEXTS);

/**
 * Bytes as text, or null if they are not UTF-8. Short ASCII, the common case, skips the decoder; a class or a
 * category comes thousands of times, so its text is most likely there already.
 */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start <= SHORT) {
    let hash = end - start;
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= 128) break;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (at === end) return shortText(bytes, start, end, (hash ^ (hash >>> 12)) & (SHORT_TEXTS - 1));
  }
  try {
    return strict.decode(bytes.subarray(start, end));
  } catch {
    return null;
  }
}

function shortText(bytes: Uint8Array, start: number, end: number, slot: number): string {
  const known = shortTexts[slot];
  if (known?.length === end - start) {
    let at = start;
    while (at < end && bytes[at] === known.charCodeAt(at - start)) at++;
    if (at === end) return known;
  }
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  shortTexts[slot] = text;
  return text;
}

/**
 * True if bytes are UTF-8, as the decoder accepts it (https://encoding.spec.whatwg.org/#utf-8-decoder), without a
 * text.
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) continue;
    const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    if (first < 0xc2 || first > 0xf4 || at + more >= end) return false;
    // Overlong forms, surrogates and what lies beyond U+10FFFF begin with these.
    const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    const second = bytes[at + 1] ?? 0;
    if (second < low || second > high) return false;
    for (let next = 2; next <= more; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return false;
    at += more;
  }
  return true;
}
