/** What is particular to a layer, a loss, an activation, an optimizer or a metric stands in its file of the catalogue. */
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ACTIVATIONS } from '../../../src/kinds/activations/table.ts';
import { LAYERS } from '../../../src/kinds/layers/table.ts';
import { LOSSES } from '../../../src/kinds/losses/table.ts';
import { METRICS } from '../../../src/kinds/metrics/table.ts';
import { OPTIMIZERS } from '../../../src/kinds/optimizers/table.ts';
import { SCHEDULES } from '../../../src/kinds/schedules/table.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** Names of schedules that are everyday words: steps and constants are compared with everywhere. */
const EVERYDAY = ['constant', 'step'];
const names = [ACTIVATIONS, LAYERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES]
  .flatMap((table) => Object.keys(table))
  .filter((name) => !EVERYDAY.includes(name));
/** The live control of a dropout layer's rate has the layer's name: `kind` is that of a control there. */
const CONTROL = /\bkind === 'dropout'/g;
const COMPARED = new RegExp(`([!=]== ?|\\bcase )'(${names.join('|')})'|'(${names.join('|')})' ?[!=]==`);

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { recursive: true });
  return entries.filter((name) => name.endsWith('.ts')).map((name) => path.join(folder, name));
}

describe('the names of the catalogue', () => {
  it('are found where they are compared with', () => {
    assert.ok(COMPARED.test("if (layer.type === 'dense') return;"));
    assert.ok(COMPARED.test("case 'adam':"));
  });

  it('are compared with nowhere else', async () => {
    const files = [...(await sources('src')), ...(await sources('webview'))].filter(
      (name) => !name.startsWith(path.join('src', 'kinds')) && !name.startsWith(path.join('src', 'kernels')),
    );
    assert.ok(files.length > 100);
    const found: string[] = [];
    for (const name of files) {
      const lines = (await readFile(path.join(root, name), 'utf8')).split('\n');
      lines.forEach((line, index) => {
        // A switch over the kinds of controls has their names as cases.
        const isControl = /^\s*case 'dropout':$/.test(line);
        if (!isControl && COMPARED.test(line.replaceAll(CONTROL, ''))) {
          found.push(`${name}:${String(index + 1)}: ${line.trim()}`);
        }
      });
    }
    assert.deepEqual(found, []);
  });
});
