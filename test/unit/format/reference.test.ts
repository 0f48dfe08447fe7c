/**
 * What is made from the schema table is as the table says: the JSON schema for editors and the tables of
 * docs/nnspec.md. NNSPEC_UPDATE_DOCS=1 writes both.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { jsonSchema } from '../../../src/format/jsonSchema.ts';
import { referenceTables } from '../../../src/format/reference.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const schemaPath = path.join(root, 'media/nnspec.schema.json');
const docsPath = path.join(root, 'docs/nnspec.md');
const update = process.env['NNSPEC_UPDATE_DOCS'] === '1';

const MARKED = /<!-- table:(\w+) -->\n[\s\S]*?<!-- \/table -->/g;

/** The document with every marked table as it should be. */
function filled(text: string, tables: Readonly<Record<string, string>>): string {
  return text.replaceAll(MARKED, (_, name: string) => {
    const table = tables[name];
    assert.ok(table !== undefined, `docs/nnspec.md asks for a table ${name} that is not made`);
    return `<!-- table:${name} -->\n\n${table}\n\n<!-- /table -->`;
  });
}

async function compare(file: string, wanted: string): Promise<void> {
  if (update) await writeFile(file, wanted);
  const found = await readFile(file, 'utf8');
  assert.ok(
    found === wanted,
    `${path.basename(file)} is out of date: NNSPEC_UPDATE_DOCS=1 npm run test:unit`,
  );
}

describe('what the schema table makes', () => {
  const tables = referenceTables();

  it('is the JSON schema of the editor', () => compare(schemaPath, `${JSON.stringify(jsonSchema())}\n`));

  it('is every table of docs/nnspec.md', async () => {
    const text = await readFile(docsPath, 'utf8');
    const formatted = await format(filled(text, tables), {
      ...(await resolveConfig(docsPath)),
      filepath: docsPath,
    });
    await compare(docsPath, formatted);
    const used = [...text.matchAll(MARKED)].map(([, name]) => name);
    assert.deepEqual([...used].sort(), Object.keys(tables).sort());
  });
});
