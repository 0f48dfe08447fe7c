/** CRC-32 of zip and gzip: the reflected polynomial 0xEDB88320 (https://www.rfc-editor.org/rfc/rfc1952, section 8). */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xed_b8_83_20 : 0);
  return rest;
});

/** The CRC of bytes that follow those whose CRC is `before` (0 for none). */
export function crc32(bytes: Uint8Array, before = 0): number {
  let rest = ~before;
  for (const byte of bytes) rest = (TABLE[(rest ^ byte) & 255] ?? 0) ^ (rest >>> 8);
  return ~rest >>> 0;
}
