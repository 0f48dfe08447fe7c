/** Paths and scripts that documents and comments name are there, so that who follows one arrives. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const SOURCE = /\.(?:ts|mts|mjs|cjs|css|py)$/;
const COMMENT = /^\s*(?:\/\/|\/\*|\*|#).*|\s\/\/ .*/;
const ROOTED = /(?<![\w./@-])(?:src|webview|test|bench|scripts|docs)\/[\w./*-]*\w/g;
/** A file of code named alone, or by the end of its path. */
const CODE_FILE = /`((?:[\w-]+\/)*[\w.-]+\.(?:ts|mjs|py|css))`/g;
const SCRIPT = /npm run ([a-z][a-z:-]*[a-z])/g;

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => path.relative(root, path.join(found.parentPath, found.name)).replaceAll(path.sep, '/'))
    .filter((name) => !name.includes('node_modules'));
}

const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const FOLDERS = ['src', 'webview', 'test', 'bench', 'scripts'];
const SOURCES = [...FOLDERS.flatMap(filesBelow), ...readdirSync(root)].filter((name) => SOURCE.test(name));
const DOCUMENTS = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', '.vscodeignore'],
  ...filesBelow('docs').filter((name) => name.endsWith('.md')),
];

/** A path may leave out its last ending, or stand for several with a star. */
function isThere(name: string): boolean {
  const [known = ''] = name.split('*');
  if (name.includes('*')) return existsSync(path.join(root, known.slice(0, known.lastIndexOf('/'))));
  return ['', '.ts', '.mjs'].some((ending) => existsSync(path.join(root, name + ending)));
}

/** Places that a text names and that are not there, and scripts that package.json does not have. */
function lostIn(text: string): string[] {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const paths = [...text.matchAll(ROOTED)].map(([name]) => name).filter((name) => !isThere(name));
  const commands = [...text.matchAll(SCRIPT)].filter(([, name = '']) => !Object.hasOwn(scripts, name));
  return [...paths, ...commands.map(([command]) => command)];
}

const commentsOf = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => COMMENT.exec(line) ?? [])
    .join('\n');

describe('what is named', () => {
  it('is found if it is not there', () => {
    assert.deepEqual(
      lostIn('See src/nowhere.ts and `npm run nothing`; src/base, test/unit/docs/paths.test is.'),
      ['src/nowhere.ts', 'npm run nothing'],
    );
    assert.equal(
      commentsOf("const at = 'src/a.ts'; // as in src/b.ts\n/** Of src/c.ts. */"),
      ' // as in src/b.ts\n/** Of src/c.ts. */',
    );
  });

  for (const name of DOCUMENTS) {
    it(`in ${name} is there`, () => {
      const text = read(name);
      const files = [...text.matchAll(CODE_FILE)].map(([, file = '']) => file);
      const lost = files.filter((file) => !SOURCES.some((one) => `/${one}`.endsWith(`/${file}`)));
      assert.deepEqual([...lostIn(text), ...lost], []);
    });
  }

  it('in comments is there', () => {
    const lost = SOURCES.filter((name) => name !== 'test/unit/docs/paths.test.ts').flatMap((name) =>
      lostIn(commentsOf(read(name))).map((place) => `${name}: ${place}`),
    );
    assert.deepEqual(lost, []);
  });
});
