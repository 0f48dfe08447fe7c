/** A folder of pictures: one sub-folder a class. */
import { sentence } from '../../base/problems/data.ts';
import type { SpecPath } from '../../base/errors.ts';
import { specError } from '../problems.ts';
import type { DataHost } from '../types.ts';

export interface PictureFile {
  readonly path: string;
  readonly label: string;
}

const PICTURE = /\.(?:png|jpe?g)$/i;
/** Pictures of other kinds: passing over them without a word would lose samples. */
const OTHER_PICTURE = /\.(?:gif|webp|bmp|tiff?|heic|heif|avif|jp2|svg|psd|pgm|ppm)$/i;

/**
 * The pictures in the order of their classes and names (by code units, the same on every computer). Other files and names
 * that begin with a point are passed over.
 * @throws NnError NN-DATA-PICTURES for fewer than two classes, a class without a picture or a picture of another kind
 */
export async function pictureFiles(folder: string, at: SpecPath, host: DataHost): Promise<PictureFile[]> {
  const file = host.display(folder);
  const list = host.list?.bind(host);
  if (!list) throw specError(sentence('NN-DATA-PICTURES.classes', { file, count: 0 }), at);
  const visible = (names: readonly string[]): string[] =>
    names.filter((name) => !name.startsWith('.')).sort((a, b) => (a < b ? -1 : 1));
  const classes = visible((await list(folder)).folders);
  if (classes.length < 2)
    throw specError(sentence('NN-DATA-PICTURES.classes', { file, count: classes.length }), at);
  const found: PictureFile[] = [];
  for (const label of classes) {
    const inside = `${folder}/${label}`;
    const names = visible((await list(inside)).files);
    const other = names.find((name) => OTHER_PICTURE.test(name));
    if (other !== undefined)
      throw specError(sentence('NN-DATA-PICTURES.kind', { file: host.display(`${inside}/${other}`) }), at);
    const pictures = names.filter((name) => PICTURE.test(name));
    if (pictures.length === 0)
      throw specError(sentence('NN-DATA-PICTURES.empty', { file: host.display(inside) }), at);
    for (const name of pictures) found.push({ path: `${inside}/${name}`, label: label.normalize('NFC') });
  }
  return found;
}
