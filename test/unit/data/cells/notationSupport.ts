/** Tables written in any notation, for the tests of reading them. */

/** The bytes of each character of an encoding of one or two bytes, found by decoding all of them. */
export function encoderOf(decode: (bytes: Uint8Array) => string): (text: string) => Uint8Array {
  const bytesOf = new Map<string, readonly number[]>();
  const note = (bytes: readonly number[]): void => {
    try {
      const text = decode(Uint8Array.from(bytes));
      if (Array.from(text).length === 1 && !bytesOf.has(text)) bytesOf.set(text, bytes);
    } catch {
      // These bytes are no character.
    }
  };
  for (let byte = 0; byte < 256; byte++) note([byte]);
  for (let lead = 0x81; lead < 0xff; lead++)
    for (let trail = 0x40; trail < 0xff; trail++) note([lead, trail]);
  return (text) =>
    Uint8Array.from(
      Array.from(text).flatMap((character) => {
        const bytes = bytesOf.get(character);
        if (bytes === undefined) throw new Error(`no bytes for ${character}`);
        return bytes;
      }),
    );
}

/** A number with the separators of a notation; every digit is written. */
export function numberIn(value: string, decimal: string, thousands: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  const grouped = thousands === '' ? whole : whole.replaceAll(/\B(?=(\d{3})+$)/g, thousands);
  return sign + grouped + (fraction === '' ? '' : decimal + fraction);
}
