/** Specs and hosts for the data tests: files live in a map, or under test/fixtures/data. */
import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { NnError } from '../../../src/base/errors.ts';
import type { Problem } from '../../../src/base/errors.ts';
import { gatherDense } from '../../../src/data/batches.ts';
import { gunzipped } from '../../../src/data/file/gzip.ts';
import { loadDataset } from '../../../src/data/load.ts';
import type { DataHost, Dataset, Split } from '../../../src/data/types.ts';
import { loadSpec } from '../../../src/format/load.ts';
import type { ResolvedSpec } from '../../../src/format/types.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const fixtures = new URL('../../fixtures/data/', import.meta.url);

export function hostOf(files: Files, memoryLimit = 1e9): DataHost {
  return {
    read: (path) => Promise.resolve().then(() => contentOf(files, path)),
    display: (path) => path,
    memoryLimit,
  };
}

function contentOf(files: Files, path: string): Uint8Array {
  const content = files[path];
  if (content === undefined) return new Uint8Array(readFileSync(new URL(path, fixtures)));
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** As `hostOf`, but files come in pieces of `size` bytes, so that everything in them is cut somewhere. */
export function piecesHostOf(files: Files, size: number, memoryLimit = 1e9): DataHost {
  const unpacked = (path: string): Uint8Array => gunzipped(contentOf(files, path), path, memoryLimit);
  return {
    ...hostOf(files, memoryLimit),
    size: (path) => Promise.resolve().then(() => contentOf(files, path).length),
    pieces: async function* (path) {
      const bytes = await Promise.resolve(unpacked(path));
      const piece = new Uint8Array(size);
      for (let at = 0; at < bytes.length; at += size) {
        const part = bytes.subarray(at, at + size);
        // One buffer for all pieces, as a host may do it.
        piece.set(part);
        yield { bytes: piece.subarray(0, part.length), done: at + part.length };
        piece.fill(0x21);
      }
    },
    again: (path) => [unpacked(path)],
  };
}

/** The encoded inputs of a split, row by row. */
export function inputsOf({ x, count }: Split): number[] {
  if (x.kind === 'sparse') return Array.from(x.values);
  const out = new Float32Array(count * x.columns);
  gatherDense(
    x,
    Uint32Array.from({ length: count }, (_, row) => row),
    0,
    count,
    out,
  );
  return Array.from(out);
}

/** A whole spec around a `data` section. */
export function specOf(
  data: Readonly<Record<string, unknown>>,
  loss = 'categoricalCrossentropy',
): ResolvedSpec {
  const text = JSON.stringify({
    formatVersion: 1,
    seed: 7,
    data,
    model: { layers: [{ type: 'dense', units: 2 }] },
    loss,
    optimizer: { type: 'sgd' },
    training: {},
  });
  const { spec, problems } = loadSpec(text, 'test.nnspec.json');
  if (spec === undefined) throw new Error(JSON.stringify(problems));
  return spec;
}

export function load(
  data: Readonly<Record<string, unknown>>,
  files: Files = {},
  loss = 'categoricalCrossentropy',
  host = hostOf(files),
): Promise<Dataset> {
  return loadDataset(specOf(data, loss), host);
}

/** The problem that loading fails with. */
export async function problemOf(loading: Promise<unknown>): Promise<Problem> {
  try {
    await loading;
  } catch (error) {
    if (!NnError.is(error)) throw error;
    const [problem] = error.problems;
    assert.ok(problem, 'an error of the data carries its problem');
    return problem;
  }
  throw new assert.AssertionError({ message: 'loading did not fail' });
}
