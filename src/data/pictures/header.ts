/** The kind and size of a picture, as its first bytes tell: known before memory for its pixels is taken. */

export interface PictureHeader {
  readonly kind: 'png' | 'jpeg';
  readonly width: number;
  readonly height: number;
  /** Numbers a pixel, as they are stored; 1 for a palette. */
  readonly channels: number;
  readonly isGrey: boolean;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Numbers a pixel by the type of colour: https://www.w3.org/TR/png/#11IHDR */
const PNG_CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The header of a PNG or JPEG; null if the bytes are neither, or are cut off before it. */
export function pictureHeader(bytes: Uint8Array): PictureHeader | null {
  if (PNG.every((byte, at) => bytes[at] === byte)) return pngHeader(bytes);
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegHeader(bytes) : null;
}

function pngHeader(bytes: Uint8Array): PictureHeader | null {
  if (bytes.length < 33) return null;
  const view = viewOf(bytes);
  const color = view.getUint8(25);
  const channels = PNG_CHANNELS[color];
  if (channels === undefined) return null;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  return { kind: 'png', width, height, channels, isGrey: color === 0 || color === 4 };
}

/** Goes from marker to marker to the frame: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1.1 and B.2.2. */
function jpegHeader(bytes: Uint8Array): PictureHeader | null {
  const view = viewOf(bytes);
  for (let at = 2; at + 10 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    // C4, C8 and CC are tables and an extension among the frames.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const [height, width, channels] = [
        view.getUint16(at + 5),
        view.getUint16(at + 7),
        view.getUint8(at + 9),
      ];
      return { kind: 'jpeg', width, height, channels, isGrey: channels === 1 };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
