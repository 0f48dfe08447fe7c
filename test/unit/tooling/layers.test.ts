/** The arrows between the layers are enforced, not only drawn: each forbidden import here must be a lint error. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { LAYERS } from '../../../eslint.config.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
// Files that are not on disk have no types: the rules that need them are off, the others are the project's own.
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** Names of the rules that `text`, as the file `filePath`, breaks. */
async function broken(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath });
  assert.ok(result, 'ESLint gave no result');
  return result.messages.map((message) => message.ruleId ?? message.message);
}

const FORBIDDEN = [
  ['src/engine/virtual.ts', '../session/types.ts'],
  ['src/base/virtual.ts', '../format/types.ts'],
  ['src/format/virtual.ts', '../plan/types.ts'],
  ['src/data/virtual.ts', '../engine/types.ts'],
  ['src/protocol/virtual.ts', '../engine/types.ts'],
  ['src/protocol/virtual.ts', '../runs/reader.ts'],
  ['src/run/virtual.ts', '../protocol/panel.ts'],
  ['src/run/virtual.ts', '../engine/types.ts'],
  ['src/run/virtual.ts', 'node:fs'],
  ['src/engine/virtual.ts', '../protocol/rpc.ts'],
  ['src/runs/virtual.ts', '../protocol/panel.ts'],
  ['src/cli/virtual.ts', '../protocol/worker.ts'],
  ['src/session/virtual.ts', '../engine/types.ts'],
  ['src/host/virtual.ts', '../engine/types.ts'],
  ['webview/virtual.ts', '../src/format/types.ts'],
  ['src/engine/virtual.ts', 'node:fs'],
  ['src/data/virtual.ts', '../files/allowedPath.ts'],
  ['src/plan/deep/virtual.ts', 'node:path'],
  ['webview/virtual.ts', '../src/plan/types.ts'],
  ['webview/virtual.ts', './dev/plan.ts'],
  ['webview/dev/virtual.ts', '../../src/session/types.ts'],
  ['webview/virtual.ts', 'node:fs'],
  ['src/engine/virtual.ts', 'fs'],
  ['src/session/virtual.ts', 'vscode'],
  ['src/base/virtual.ts', 'vscode'],
  ['webview/virtual.ts', 'vscode'],
  ['src/engine/virtual.ts', 'fflate'],
  ['src/host/virtual.ts', 'playwright-core'],
] as const;

const ALLOWED = [
  ['src/engine/virtual.ts', '../plan/types.ts'],
  ['src/plan/virtual.ts', '../base/errors.ts'],
  ['src/session/virtual.ts', 'node:fs'],
  ['src/host/virtual.ts', 'vscode'],
  ['src/format/virtual.ts', 'jsonc-parser'],
  ['src/protocol/virtual.ts', '../run/run.ts'],
  ['src/runs/virtual.ts', '../run/run.ts'],
  ['webview/virtual.ts', '../src/run/run.ts'],
  ['webview/virtual.ts', '../src/protocol/panel.ts'],
  ['webview/virtual.ts', 'chart.js'],
  ['webview/dev/virtual.ts', '../../src/plan/plan.ts'],
  ['webview/dev/virtual.ts', '../app.ts'],
] as const;

describe('the arrows between the layers', function () {
  this.timeout(60_000);

  for (const [file, source] of FORBIDDEN) {
    it(`${file} must not import ${source}`, async () => {
      assert.deepEqual(await broken(file, `import * as it from '${source}';\nexport const use = it;\n`), [
        'boundaries/dependencies',
      ]);
    });
  }

  for (const [file, source] of ALLOWED) {
    it(`${file} may import ${source}`, async () => {
      assert.deepEqual(await broken(file, `import * as it from '${source}';\nexport const use = it;\n`), []);
    });
  }

  it('docs/architecture.md lists them as they are', async () => {
    const layers: Record<
      string,
      { readonly layers?: string[]; readonly types?: string[]; readonly node?: boolean }
    > = LAYERS;
    const arrows = Object.entries(layers).flatMap(([name, { layers: values = [], types = [] }]) => {
      const targets = [...values, ...types.map((type) => `${type} (types)`)];
      return name === 'base' ? [] : [`${name.padEnd(8)} -> ${targets.join(', ') || 'base only'}`];
    });
    const text = await readFile(`${root}docs/architecture.md`, 'utf8');
    assert.ok(text.includes(`\n${arrows.join('\n')}\n`), `they are:\n${arrows.join('\n')}`);
  });

  it('an export from, an import() and a type count as imports', async () => {
    const from = "'../session/types.ts'";
    const rule = ['boundaries/dependencies'];
    assert.deepEqual(await broken('src/engine/virtual.ts', `export * from ${from};\n`), rule);
    assert.deepEqual(await broken('src/engine/virtual.ts', `export const it = import(${from});\n`), rule);
    assert.deepEqual(
      await broken(
        'src/engine/virtual.ts',
        `import type { Session } from ${from};\nexport type It = Session;\n`,
      ),
      rule,
    );
  });

  it('data may import types of plan, and no values', async () => {
    const types = "import type { Plan } from '../plan/types.ts';\nexport type It = Plan;\n";
    assert.deepEqual(await broken('src/data/virtual.ts', types), []);
    const values = "import { it } from '../plan/types.ts';\nexport const use = it;\n";
    assert.deepEqual(await broken('src/data/virtual.ts', values), ['boundaries/dependencies']);
  });

  it('a folder that is no layer is refused', async () => {
    assert.deepEqual(await broken('src/utils/virtual.ts', 'export const it = 1;\n'), [
      'boundaries/no-unknown-files',
    ]);
  });

  it('a file outside of the layers is not imported', async () => {
    const text = "import * as it from '../../test/unit/base/philox.test.ts';\nexport const use = it;\n";
    assert.deepEqual(await broken('src/engine/virtual.ts', text), ['boundaries/no-unknown-dependencies']);
  });

  it('a comment cannot switch a rule off', async () => {
    const text = "// eslint-disable-next-line\nimport * as it from 'node:fs';\nexport const use = it;\n";
    assert.ok((await broken('src/engine/virtual.ts', text)).includes('boundaries/dependencies'));
  });
});
