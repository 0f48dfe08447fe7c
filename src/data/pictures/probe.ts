/** The size and colour that fit a folder of pictures, from the headers of some of them. */
import type { SpecPath } from '../../base/errors.ts';
import type { Source } from '../../format/types.ts';
import { allBytes, openSource } from '../file/source.ts';
import { Pulse } from '../file/pulse.ts';
import type { DataHost } from '../types.ts';
import { pictureFiles } from './folder.ts';
import { headerOf } from './pictures.ts';

/** Pictures that are looked at, spread over all. */
const LOOKED_AT = 100;
/** A picture with longer sides has more numbers than a small network learns from. */
const LONGEST_SIDE = 64;
const USUAL_SIDE = 32;

/** @throws NnError as reading the pictures does */
export async function probePictures(
  folder: string,
  at: SpecPath,
  host: DataHost,
): Promise<Extract<Source, { kind: 'pictures' }>> {
  const files = await pictureFiles(folder, at, host);
  const step = Math.max(1, Math.floor(files.length / LOOKED_AT));
  const sizes = new Set<string>();
  let isGrey = true;
  let [width, height] = [USUAL_SIDE, USUAL_SIDE];
  for (let index = 0; index < files.length; index += step) {
    const { path = '' } = files[index] ?? {};
    const source = await openSource(path, host, new Pulse(host));
    const header = headerOf(await allBytes(source, host.memoryLimit), host.display(path), host.memoryLimit);
    isGrey &&= header.isGrey;
    ({ width, height } = header);
    sizes.add(`${width} ${height}`);
  }
  const fits = sizes.size === 1 && Math.max(width, height) <= LONGEST_SIDE;
  const size = fits ? { width, height } : { width: USUAL_SIDE, height: USUAL_SIDE };
  return { kind: 'pictures', folder, ...size, color: isGrey ? 'grey' : 'rgb' };
}
