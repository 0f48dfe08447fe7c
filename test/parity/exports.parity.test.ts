/**
 * Exported scripts: what they say of raw rows is what `nnspec predict` says, and training them on is NNSpec's own training from
 * the same weights. golden/exports.json holds what the scripts printed in the frameworks and a digest of each script;
 * PYTHON=… npm run verify:exports runs the scripts themselves (that Python needs torch, keras, jax, safetensors), and with
 * NNSPEC_UPDATE_GOLDEN=1 writes the file.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

import type { Semantics } from '../../src/format/types.ts';
import { buildRuntime, runCli, specFolder } from '../support/trainingRuntime.ts';
import { exportData } from './exportData.ts';
import { merge } from './goldenRuns.ts';

const PYTHON = process.env['PYTHON'];
const UPDATE = process.env['NNSPEC_UPDATE_GOLDEN'] === '1';
const GOLDEN_PATH = join(import.meta.dirname, 'golden', 'exports.json');
/** Of a probability or number, relative to the largest of its row and 1. */
const LIMIT = 2e-5;
const EPOCHS = 3;
/** Data that are not made here. */
const COPIED = ['../../examples/data/iris.csv', '../fixtures/data/cells.parquet'];

interface Case {
  readonly name: string;
  readonly rows: string;
  /** Of IDX images, whose labels are a file of their own. */
  readonly labels?: string;
  readonly spec: unknown;
}
interface Printed {
  readonly outputs: readonly (readonly number[])[];
  readonly classes: readonly (string | null)[];
  /** Of each epoch that the script trains on. */
  readonly losses: readonly number[];
}
interface Golden {
  readonly versions: Readonly<Record<string, string>>;
  readonly scripts: Record<string, Printed & { readonly sha256: string }>;
}
interface Line {
  readonly class?: string;
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly values?: Readonly<Record<string, number>>;
  readonly loss?: number;
  readonly event?: string;
  readonly train?: { readonly loss: number };
}

const table = JSON.parse(await readFile(join(import.meta.dirname, 'exports.json'), 'utf8')) as {
  base: unknown;
  cases: readonly Case[];
};
const golden = JSON.parse(
  await readFile(GOLDEN_PATH, 'utf8').catch(() => '{"versions":{},"scripts":{}}'),
) as Golden;
const run = promisify(execFile);

const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

async function python(...args: string[]): Promise<Line[]> {
  const env = { ...process.env, KERAS_BACKEND: 'jax', JAX_DEFAULT_MATMUL_PRECISION: 'highest' };
  const { stdout } = await run(PYTHON ?? '', args, { env, maxBuffer: 1 << 26 });
  return linesOf(stdout);
}

function printed(lines: readonly Line[], losses: readonly number[]): Printed {
  return {
    outputs: lines.map(({ probabilities, values }) => Object.values(probabilities ?? values ?? {})),
    classes: lines.map((line) => line.class ?? null),
    losses,
  };
}

function close(what: string, actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length, what);
  const scale = Math.max(1, ...expected.map(Math.abs));
  expected.forEach((value, index) => {
    const error = Math.abs((actual[index] ?? NaN) - value) / scale;
    assert.ok(error <= LIMIT, `${what}: ${String(actual[index])}, not ${String(value)}`);
  });
}

function same(actual: Printed, expected: Printed): void {
  assert.deepEqual(actual.classes, expected.classes);
  expected.outputs.forEach((row, index) => {
    close(`row ${String(index + 1)}`, actual.outputs[index] ?? [], row);
  });
  close('losses', actual.losses, expected.losses);
}

/** Runs the scripts of the folders that it is given, one after another in one process. */
const HARNESS = `
import importlib.util, json, pathlib, sys
for folder, rows, labels in json.loads(sys.argv[1]):
    spec = importlib.util.spec_from_file_location("model", pathlib.Path(folder, "model.py"))
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    table = script.read_table(pathlib.Path(folder, rows))
    table |= script.read_table(pathlib.Path(folder, labels)) if labels else {}
    lines = list(script.described(script.predict(script.encode(table))))
    losses = script.train(script.encode(table), script.encode_target(table), ${String(EPOCHS)})
    print(json.dumps({"lines": lines, "losses": losses}))
`;

async function cli(folder: string, ...args: string[]): Promise<Line[]> {
  const { code, stdout, stderr } = await runCli(args, folder);
  assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
  return args.includes('--json') ? linesOf(stdout) : [];
}

/** A trained and exported network in a folder of its own, with what NNSpec says of the rows and of training on. */
interface Exported {
  readonly name: string;
  readonly folder: string;
  readonly rows: string;
  readonly labels: string | undefined;
  readonly sha256: string;
  readonly own: Printed;
  readonly remove: () => Promise<void>;
}

async function exported(framework: Semantics, { name, rows, labels, spec }: Case): Promise<Exported> {
  const text = JSON.stringify(merge(merge(table.base, spec), { semantics: framework, name }));
  const { folder, remove } = await specFolder(text);
  for (const [file, content] of Object.entries(exportData())) await writeFile(join(folder, file), content);
  for (const path of COPIED) await copyFile(join(import.meta.dirname, path), join(folder, basename(path)));
  await cli(folder, 'train', 'spec.nnspec.json', '--run-dir', 'run', '--threads', '1');
  await cli(folder, 'export', 'run', '--to', framework, '--out', 'model.py');
  const said = await cli(folder, 'predict', 'run', '--input', rows, '--json');
  const onward = merge(JSON.parse(text), {
    training: { epochs: EPOCHS, initialWeights: 'model.safetensors' },
  });
  await writeFile(join(folder, 'onward.nnspec.json'), JSON.stringify(onward));
  const epochs = await cli(folder, 'train', 'onward.nnspec.json', '--run-dir', 'on', '--json');
  const losses = epochs.flatMap(({ event, train }) => (event === 'epoch' && train ? [train.loss] : []));
  const own = printed(
    said.filter(({ event }) => event === 'prediction'),
    losses,
  );
  const sha256 = createHash('sha256')
    .update(await readFile(join(folder, 'model.py')))
    .digest('hex');
  return { name, folder, rows, labels, sha256, own, remove };
}

for (const framework of ['keras', 'pytorch'] satisfies Semantics[]) {
  describe(`exported scripts of ${framework}`, function () {
    this.timeout(600_000);
    const networks: Exported[] = [];
    const told = new Map<string, Printed>();

    before(async () => {
      await buildRuntime();
      for (const one of table.cases) networks.push(await exported(framework, one));
      if (PYTHON === undefined) return;
      const places = networks.map(({ folder, rows, labels = null }) => [folder, rows, labels]);
      const results = (await python('-c', HARNESS, JSON.stringify(places))) as unknown as {
        lines: readonly Line[];
        losses: readonly number[];
      }[];
      results.forEach(({ lines, losses }, index) => {
        const { name = '', sha256 = '' } = networks[index] ?? {};
        told.set(name, printed(lines, losses));
        if (UPDATE) golden.scripts[`${framework}/${name}`] = { sha256, ...printed(lines, losses) };
      });
    });
    after(() => Promise.all(networks.map(({ remove }) => remove())));

    for (const { name } of table.cases) {
      it(`${name}: predicts raw rows and trains on as NNSpec does`, () => {
        const network = networks.find((one) => one.name === name);
        const known = golden.scripts[`${framework}/${name}`];
        assert.ok(network);
        const now = told.get(name);
        if (now) same(network.own, now);
        assert.ok(known, 'PYTHON=… NNSPEC_UPDATE_GOLDEN=1 npm run verify:exports');
        assert.equal(
          network.sha256,
          known.sha256,
          'the script is another than the one that ran in the framework: PYTHON=… NNSPEC_UPDATE_GOLDEN=1 npm run verify:exports',
        );
        same(network.own, known);
      });
    }

    // It needs the frameworks themselves: `PYTHON=… npm run verify:exports`.
    if (PYTHON !== undefined) {
      it('is a program that says each row on a line', async () => {
        const [first] = networks;
        assert.ok(first);
        const lines = await python(join(first.folder, 'model.py'), join(first.folder, first.rows));
        same(printed(lines, first.own.losses), first.own);
      });
    }
  });
}

describe('golden/exports.json', () => {
  it('is of the newest frameworks, each script with rows and losses', async () => {
    if (PYTHON !== undefined && UPDATE) await update();
    assert.deepEqual(Object.keys(golden.scripts).length, 2 * table.cases.length);
  });
});

async function update(): Promise<void> {
  const code =
    'import json,keras,torch,jax,numpy,safetensors as s;print(json.dumps({m.__name__:m.__version__ for m in (keras,torch,jax,numpy,s)}))';
  const [versions] = await python('-c', code);
  await writeFile(GOLDEN_PATH, `${JSON.stringify({ ...golden, versions }).replaceAll('],"', '],\n"')}\n`);
}
