/**
 * Korean text of two bytes a character: EUC-KR with the syllables that Windows added (cp949, the `euc-kr` of
 * https://encoding.spec.whatwg.org). Runtimes differ in whether their decoder knows those, so they are placed here.
 */

const FIRST_LEAD = 0x81;
const LAST_LEAD = 0xfe;
const FIRST_TRAIL = 0x41;
const TRAILS = 0xfe - FIRST_TRAIL + 1;
const FIRST_SYLLABLE = 0xac00;
const SYLLABLES = 11_172;
/** The last of the added syllables. */
const LAST_ADDED = 0xc652;

let characters: Uint16Array | undefined;

function slot(lead: number, trail: number): number {
  return (lead - FIRST_LEAD) * TRAILS + trail - FIRST_TRAIL;
}

/** The UTF-16 code unit of each pair of bytes; 0 for those that are none. */
function table(): Uint16Array {
  if (characters) return characters;
  const units = new Uint16Array((LAST_LEAD - FIRST_LEAD + 1) * TRAILS);
  const decoder = new TextDecoder('euc-kr');
  const known = new Set<number>();
  for (let lead = 0xa1; lead <= LAST_LEAD; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length !== 1 || text === '\uFFFD') continue;
      units[slot(lead, trail)] = text.charCodeAt(0);
      known.add(text.charCodeAt(0));
    }
  }
  // Signs that Windows put into free places of the standard.
  units[slot(0xa2, 0xe6)] = 0x20ac;
  units[slot(0xa2, 0xe7)] = 0xae;
  // The syllables that the standard lacks follow in the order of Unicode.
  let syllable = FIRST_SYLLABLE;
  for (let lead = FIRST_LEAD; lead <= LAST_ADDED >> 8; lead++) {
    for (let trail = FIRST_TRAIL; trail <= 0xfe; trail++) {
      const isLetter = trail <= 0x5a || (trail >= 0x61 && trail <= 0x7a);
      const isAdded = lead <= 0xa0 ? trail >= 0x81 : trail >= 0x81 && trail <= 0xa0;
      if ((!isLetter && !isAdded) || (lead << 8) + trail > LAST_ADDED) continue;
      while (known.has(syllable)) syllable++;
      if (syllable < FIRST_SYLLABLE + SYLLABLES) units[slot(lead, trail)] = syllable++;
    }
  }
  characters = units;
  return units;
}

export class EucKrDecoder {
  #lead = 0;

  /** The text of a piece, as the decoder of the platform; throws TypeError for bytes that are none. */
  decode(bytes: Uint8Array, { stream }: { readonly stream: boolean }): string {
    const units = new Uint16Array(bytes.length + 1);
    const pairs = table();
    let length = 0;
    let lead = this.#lead;
    for (const byte of bytes) {
      if (lead !== 0) {
        const inside = byte >= FIRST_TRAIL && byte <= 0xfe;
        const unit = inside ? (pairs[slot(lead, byte)] ?? 0) : 0;
        if (unit === 0) throw new TypeError('not EUC-KR');
        units[length++] = unit;
        lead = 0;
      } else if (byte < 0x80) units[length++] = byte;
      else if (byte >= FIRST_LEAD && byte <= LAST_LEAD) lead = byte;
      else throw new TypeError('not EUC-KR');
    }
    if (!stream && lead !== 0) throw new TypeError('not EUC-KR');
    this.#lead = stream ? lead : 0;
    return new TextDecoder('utf-16le').decode(units.subarray(0, length));
  }
}
