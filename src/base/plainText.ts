/**
 * Texts from specs, data files and run folders as they may be shown: characters that steer a terminal or turn the
 * direction of what follows are written out (`\u001b`), so that a name cannot pass for something else.
 */

const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}]/gu;

/** As one line: line breaks and tabs are written out, too. */
export function oneLine(text: string): string {
  return text.replace(STEERING, writtenOut);
}

/** Line breaks and tabs stay. */
export function withoutSteering(text: string): string {
  return text.replace(STEERING, (character) =>
    character === '\n' || character === '\t' ? character : writtenOut(character),
  );
}

/** JSON's own escape. JSON text whose steering characters are replaced by it means the same. */
function writtenOut(character: string): string {
  let units = '';
  for (let at = 0; at < character.length; at++)
    units += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return units;
}
