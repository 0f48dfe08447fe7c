/** Pictures as Pillow 13.0 reads and resizes them: `Image.open(…).convert(…).resize(size, BILINEAR)`. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NnError } from '../../../../src/base/errors.ts';
import { loadDataset } from '../../../../src/data/load.ts';
import { decodePicture } from '../../../../src/data/pictures/decode.ts';
import { pictureHeader } from '../../../../src/data/pictures/header.ts';
import { recolored, resized } from '../../../../src/data/pictures/resize.ts';
import { propose } from '../../../../src/data/propose/propose.ts';
import type { Dataset } from '../../../../src/data/types.ts';
import { loadSpec } from '../../../../src/format/load.ts';
import { fileHost } from '../../../../src/worker/files/fileHost.ts';
import { inputsOf, specOf } from '../support.ts';

interface Case {
  readonly name: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly color: 'grey' | 'rgb';
  readonly tolerance: number;
  readonly values: readonly number[];
}

const fixture = new URL('../../../fixtures/data/pictures.json', import.meta.url);
const CASES = JSON.parse(readFileSync(fixture, 'utf8')) as readonly Case[];
const bytesOf = ({ file }: Case): Uint8Array => new Uint8Array(Buffer.from(file, 'base64'));

describe('a picture', () => {
  for (const one of CASES) {
    it(`is read and resized as Pillow does: ${one.name}`, () => {
      const header = pictureHeader(bytesOf(one));
      assert.ok(header);
      const pixels = recolored(decodePicture(bytesOf(one), header), one.color === 'grey' ? 1 : 3);
      const { data } = resized(pixels, one.width, one.height);
      assert.equal(data.length, one.values.length);
      const odd = Math.max(...one.values.map((value, at) => Math.abs(value - (data[at] ?? NaN))));
      assert.ok(odd <= one.tolerance, `differs by ${odd}`);
    });
  }
});

describe('a folder of pictures', () => {
  let base = '';
  const put = (name: string, bytes: Uint8Array): void => {
    mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
    writeFileSync(path.join(base, name), bytes);
  };
  const [png, , , , grey] = CASES;
  assert.ok(png && grey);
  const jpeg = CASES.find(({ name }) => name === 'JPEG in colour');
  assert.ok(jpeg);

  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), 'nnspec-pictures-'));
    for (let at = 0; at < 6; at++) {
      put(`photos/cat/${at}.png`, bytesOf(png));
      put(`photos/dog/${at}.jpg`, bytesOf(jpeg));
    }
    put('photos/.DS_Store', new Uint8Array(4));
    put('photos/cat/notes.txt', new Uint8Array(4));
  });
  afterEach(() => {
    rmSync(base, { recursive: true });
  });

  const host = (memoryLimit = 1e9) => fileHost({ baseDir: base, allowedRoots: [base], memoryLimit });
  const source = { pictures: 'photos', width: 5, height: 4 };
  const load = (keys: object = {}, memoryLimit?: number): Promise<Dataset> =>
    loadDataset(
      specOf({ source: { ...source, ...keys }, split: { validation: 0, shuffle: false } }),
      host(memoryLimit),
    );
  const refused = async (code: string, message: RegExp, memoryLimit?: number): Promise<void> => {
    await assert.rejects(load({}, memoryLimit), (error) => {
      assert.ok(NnError.is(error));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  };

  it('gives a row for each picture, by the order of classes and names, the class from its folder', async () => {
    const { train, encoder } = await load();
    assert.equal(train.count, 12);
    assert.deepEqual(encoder.target.kind === 'category' && encoder.target.classes, ['cat', 'dog']);
    assert.deepEqual(inputsOf(train).slice(0, 60).map(Math.round), png.values);
    assert.deepEqual([...train.y.values.subarray(0, 2), ...train.y.values.subarray(12, 14)], [1, 0, 0, 1]);
  });

  it('is grey where that is asked for', async () => {
    const { shape } = await load({ color: 'grey' });
    assert.equal(shape.features, 20);
  });

  it('has a mark that changes with a picture and with its name', async () => {
    const before = await host().mark?.('photos');
    assert.deepEqual(await host().mark?.('photos'), before);
    put('photos/cat/7.png', bytesOf(png));
    const more = await host().mark?.('photos');
    assert.notDeepEqual(more, before);
    put('photos/cat/7.png', bytesOf(grey));
    assert.notDeepEqual(await host().mark?.('photos'), more);
  });

  it('names the file that is damaged, cut off, no picture or of another kind', async () => {
    const cut = bytesOf(png);
    put('photos/dog/8.png', cut.subarray(0, cut.length - 30));
    await refused('NN-DATA-PICTURES', /photos\/dog\/8\.png is damaged/);
    put('photos/dog/8.png', cut.subarray(0, 20));
    await refused('NN-DATA-PICTURES', /8\.png is neither PNG nor JPEG/);
    const flipped = Uint8Array.from(cut, (byte, at) => (at === 60 ? byte ^ 255 : byte));
    put('photos/dog/8.png', flipped);
    await refused('NN-DATA-PICTURES', /8\.png is damaged/);
    put('photos/dog/8.gif', new Uint8Array(9));
    await refused('NN-DATA-PICTURES', /8\.gif is a picture that is not read/);
  });

  it('is refused without two classes, and for a class without a picture', async () => {
    rmSync(path.join(base, 'photos/dog'), { recursive: true });
    await refused('NN-DATA-PICTURES', /has 1 sub-folders/);
    mkdirSync(path.join(base, 'photos/dog'));
    await refused('NN-DATA-PICTURES', /no PNG or JPEG in photos\/dog/);
    rmSync(path.join(base, 'photos'), { recursive: true });
    await refused('NN-DATA-NOT-FOUND', /photos/);
  });

  it('is refused before memory is taken that there is not', async () => {
    await refused('NN-DATA-MEMORY', /./, 500);
    const huge = Uint8Array.from(bytesOf(png));
    new DataView(huge.buffer).setUint32(16, 100_000);
    new DataView(huge.buffer).setUint32(20, 100_000);
    put('photos/cat/0.png', huge);
    await refused('NN-DATA-MEMORY', /photos\/cat\/0\.png/);
  });

  it('makes a spec that reads it as it is', async () => {
    const options = { path: 'photos', format: 'pictures', name: 'photos', target: null } as const;
    const { text } = await propose(options, host());
    const { spec, problems } = loadSpec(text, 'photos.nnspec.json');
    assert.ok(spec, JSON.stringify(problems));
    assert.equal(spec.loss.type, 'binaryCrossentropy');
    assert.deepEqual(spec.data.source, {
      ...{ kind: 'pictures', folder: 'photos', width: 32, height: 32, color: 'rgb' },
    });
    const { train } = await loadDataset(spec, host());
    assert.ok(Math.max(...inputsOf(train)) <= 1);
  });
});
