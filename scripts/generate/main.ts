/** Writes every generated file whose content has changed. `npm test` fails while one is out of date. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generatedFiles } from './files.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

for (const [name, content] of Object.entries(generatedFiles())) {
  const file = path.join(ROOT, name);
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found === content) continue;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  console.log(`${name}: written`);
}
