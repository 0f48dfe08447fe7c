import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeSafetensors } from '../../../../src/engine/checkpoint.ts';
import { buildRuntime, runCli, specFolder } from '../../../support/trainingRuntime.ts';

interface Line {
  readonly event: string;
  readonly row: number;
  readonly class?: string;
  readonly pairs: readonly (readonly [string, number])[];
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly outputs?: Readonly<Record<string, number>>;
  readonly values?: Readonly<Record<string, number>>;
}

const ROWS = 60;
/** A number, a category and a text that say together which of three fruits it is. */
function fruit(row: number): readonly [weight: number, colour: string, note: string, kind: string] {
  const noise = ((row * 37) % 11) / 11;
  if (row % 3 === 0) return [1 + noise, 'red', 'sweet and round', 'cherry'];
  if (row % 3 === 1) return [150 + 30 * noise, 'red', 'round', 'apple'];
  return [120 + 30 * noise, 'yellow', 'long, sweet', 'banana'];
}
const HEADER = ['weight', 'colour', 'note', 'kind'];
const table = Array.from({ length: ROWS }, (_, row) => fruit(row));
const quoted = (cell: unknown): string => (String(cell).includes(',') ? `"${String(cell)}"` : String(cell));
const csv = (rows: readonly (readonly unknown[])[], header = HEADER): string =>
  [header, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');

const FRUITS = JSON.stringify({
  formatVersion: 1,
  name: 'fruits',
  seed: 5,
  data: {
    source: 'fruits.csv',
    features: [
      { column: 'weight', as: 'number', normalize: 'standard' },
      { column: 'colour', as: 'category' },
      { column: 'note', as: 'text' },
    ],
    target: 'kind',
    validation: { source: 'held.csv' },
  },
  model: {
    layers: [
      { type: 'dense', units: 16, activation: 'relu' },
      { type: 'batchNormalization' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 3, activation: 'softmax' },
    ],
  },
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { epochs: 12, batchSize: 8 },
});

describe('nnspec predict', () => {
  let place: Awaited<ReturnType<typeof specFolder>>;
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(place.folder, name), content);
  const run = (...args: string[]) => runCli(args, place.folder);
  const predict = async (input: string, ...more: string[]): Promise<Line[]> => {
    const { code, stdout, stderr } = await run('predict', 'run', '--input', input, '--json', ...more);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  };

  describe('of classes', () => {
    before(async function () {
      this.timeout(60_000);
      await buildRuntime();
      place = await specFolder(FRUITS);
      await write('fruits.csv', csv(table));
      await write('held.csv', csv(table.slice(0, 30)));
      const { code, stderr } = await run('train', 'spec.nnspec.json', '--run-dir', 'run');
      assert.equal(code, 0, stderr);
    });
    after(() => place.remove());

    it('says class and probabilities of each row, the same as the validation has measured', async () => {
      const lines = await predict('held.csv', '--last');
      assert.deepEqual(
        lines.map(({ event, row }) => [event, row]),
        Array.from({ length: 30 }, (_, index) => ['prediction', index + 1]),
      );
      for (const { class: said = '', probabilities = {}, pairs } of lines) {
        assert.deepEqual(Object.keys(probabilities), ['apple', 'banana', 'cherry']);
        assert.deepEqual(Object.entries(probabilities), pairs);
        const all = Object.values(probabilities);
        assert.ok(Math.abs(all.reduce((sum, one) => sum + one, 0) - 1) < 1e-5);
        assert.equal(probabilities[said], Math.max(...all));
      }
      const hits = lines.filter((line, row) => line.class === table[row]?.[3]).length;
      const record = JSON.parse(await readFile(join(place.folder, 'run/run.json'), 'utf8')) as {
        lastEpoch: { validation: { accuracy: number } };
      };
      assert.ok(Math.abs(hits / 30 - record.lastEpoch.validation.accuracy) < 1e-9);
      assert.ok(hits > 20, `${String(hits)} of 30`);
    });

    it('reads tsv, json, jsonl and gzip, columns in any order, a target or none', async () => {
      const wanted = await predict('held.csv');
      const rows = table.slice(0, 30);
      const objects = rows.map(([weight, colour, note]) => ({ note, weight, colour }));
      await write('rows.tsv', [HEADER, ...rows].map((row) => `${row.join('\t')}\n`).join(''));
      await write('rows.json', JSON.stringify(objects));
      await write('rows.jsonl', objects.map((one) => `${JSON.stringify(one)}\n`).join(''));
      await write(
        'rows.csv.gz',
        gzipSync(
          csv(
            rows.map(([weight, ...rest]) => [...rest.slice(0, 2), weight]),
            ['colour', 'note', 'weight'],
          ),
        ),
      );
      await write('rows.txt', csv(rows));
      for (const name of ['rows.tsv', 'rows.json', 'rows.jsonl', 'rows.csv.gz']) {
        assert.deepEqual(await predict(name), wanted, name);
      }
      assert.deepEqual(await predict('rows.txt', '--format', 'csv'), wanted);
    });

    it('writes a table for people', async () => {
      const { code, stdout } = await run('predict', 'run', '--input', 'held.csv');
      assert.equal(code, 0);
      const [header, , first] = stdout.split('\n');
      assert.match(header ?? '', /^row +class +apple +banana +cherry$/);
      assert.match(first ?? '', /^ *1 +(apple|banana|cherry)( +[\d.e-]+){3}$/);
    });

    for (const [what, content, pattern] of [
      [
        'a column that is not there',
        csv([[1, 'red']], ['weight', 'colour']),
        /^rows\.csv:1:1: error NN-DATA-MISSING-COLUMN .*note/,
      ],
      [
        'a word for a number',
        csv(
          [
            [1, 'red', 'a'],
            ['heavy', 'red', 'a'],
          ],
          HEADER.slice(0, 3),
        ),
        /^rows\.csv:3:1: error NN-DATA-NOT-A-NUMBER /,
      ],
      [
        'an empty cell',
        csv([['', 'red', 'a']], HEADER.slice(0, 3)),
        /^rows\.csv:2:1: error NN-DATA-MISSING-VALUE /,
      ],
      ['no rows', csv([], HEADER), /^rows\.csv:1:1: error NN-DATA-NO-ROWS /],
    ] as const) {
      it(`says where it met ${what}`, async () => {
        await write('rows.csv', content);
        const { code, stdout, stderr } = await run('predict', 'run', '--input', 'rows.csv');
        assert.match(stderr, pattern);
        assert.deepEqual([code, stdout], [1, '']);
      });
    }

    it('says which category it has not learned, and goes on without it', async () => {
      await write('rows.csv', csv([[1, 'blue', 'a']], HEADER.slice(0, 3)));
      const { code, stdout, stderr } = await run('predict', 'run', '--input', 'rows.csv');
      assert.match(stderr, /^rows\.csv:2:3: warning NN-DATA-UNSEEN-CATEGORY .*blue/);
      assert.equal(code, 0);
      assert.match(stdout, /^row +class/);
    });

    for (const [args, wanted, pattern] of [
      [['predict', 'run'], 2, /--input names the file/],
      [['predict', 'run', '--input', 'rows.unknown'], 2, /--format is one of csv, tsv/],
      [['predict', 'run', '--input', 'a.csv', '--format', 'xls'], 2, /not "xls"/],
      [['predict', 'run', '--input', 'nothing.csv'], 1, /NN-DATA-NOT-FOUND There is no file nothing\.csv/],
      [['predict', 'nothing', '--input', 'held.csv'], 1, /NN-RUN-NOT-FOUND/],
    ] as const) {
      it(`ends "${args.join(' ')}" with ${String(wanted)}`, async () => {
        const { code, stderr } = await run(...args);
        assert.match(stderr, pattern);
        assert.equal(code, wanted);
        assert.doesNotMatch(stderr, /\n\s+at /);
      });
    }
  });

  it('says the numbers of the worked example, and of two classes', async function () {
    this.timeout(60_000);
    await buildRuntime();
    const spec = {
      formatVersion: 1,
      data: { source: { inline: { x: [[0.1, 0.2]], y: [[0.4, 0.6]] } }, split: { validation: 0 } },
      model: {
        layers: [
          { type: 'dense', units: 2, activation: 'sigmoid', useBias: false },
          { type: 'dense', units: 2, activation: 'sigmoid', useBias: false },
        ],
      },
      loss: 'halfSquaredError',
      optimizer: { type: 'sgd', learningRate: 0 },
      training: { epochs: 1, initialWeights: 'w.safetensors' },
    };
    place = await specFolder(JSON.stringify(spec));
    try {
      const tensor = (name: string, values: number[]) => ({
        name,
        shape: [2, 2],
        values: Float32Array.from(values),
      });
      const kernels = [
        tensor('dense1.kernel', [0.3, 0.4, 0.25, 0.35]),
        tensor('dense2.kernel', [0.45, 0.7, 0.4, 0.6]),
      ];
      await write('w.safetensors', encodeSafetensors(kernels));
      await write('rows.csv', 'x1,x2\n0.1,0.2\n0,0\n');
      assert.equal((await run('train', 'spec.nnspec.json', '--run-dir', 'run')).code, 0);
      const [first] = await predict('rows.csv');
      assert.ok(Math.abs((first?.values?.['y1'] ?? 0) - 0.609446) < 1e-6);
      assert.ok(Math.abs((first?.values?.['y2'] ?? 0) - 0.66384491) < 1e-6);
      const { stdout } = await run('predict', 'run', '--input', 'rows.csv');
      assert.match(stdout, /^row +y1 +y2\n/);
      assert.match(stdout, /\n *1 +0\.6094 +0\.6638\n/);
    } finally {
      await place.remove();
    }
    place = await specFolder();
    try {
      assert.equal((await run('train', 'spec.nnspec.json', '--run-dir', 'run')).code, 0);
      await write('rows.csv', 'x1,x2\n-1,1\n2,-1\n');
      for (const { class: said, probabilities = {} } of await predict('rows.csv')) {
        const [p0 = 0, p1 = 0] = Object.values(probabilities);
        assert.ok(Math.abs(p0 + p1 - 1) < 1e-6);
        assert.equal(said, Object.keys(probabilities)[p1 > 0.5 ? 1 : 0]);
      }
    } finally {
      await place.remove();
    }
  });
});
