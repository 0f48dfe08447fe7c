/** What the documents say is there: files, headings, commands, scripts, and the spec of the README. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { loadSpec } from '../../../src/format/load.ts';
import { IRIS, MEGABYTE } from '../format/support.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const DOCUMENTS = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md', 'examples/data/README.md'],
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** A heading as GitHub makes an anchor of it. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** The text without code, where brackets mean something else. */
function prose(text: string): string {
  return text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
}

describe('the documents', () => {
  for (const name of DOCUMENTS) {
    it(`${name} links to what is there`, () => {
      for (const [, link = ''] of prose(read(name)).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(link)) continue;
        const [file = '', fragment] = link.split('#');
        const target = file === '' ? path.join(root, name) : path.resolve(root, path.dirname(name), file);
        assert.ok(existsSync(target), `${name} links to ${link}`);
        if (fragment === undefined) continue;
        const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
          anchor(text),
        );
        assert.ok(headings.includes(fragment), `${name} links to ${link}`);
      }
    });

    it(`${name} names scripts and commands that exist`, () => {
      const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
      const text = read(name);
      for (const [, script = ''] of text.matchAll(/npm run ([a-z][a-z:-]*)/g))
        assert.ok(script in scripts, script);
      const commands = COMMANDS.map((command) => command.name);
      for (const [, command = ''] of text.matchAll(/(?:`nnspec |dist\/cli\.js )([a-z]+)/g))
        assert.ok(commands.includes(command), `${name}: nnspec ${command}`);
      for (const [, example = ''] of text.matchAll(/examples\/([\w-]+\.nnspec\.json)/g))
        assert.ok(existsSync(path.join(root, 'examples', example)), example);
    });
  }

  it('have every script of package.json that is theirs', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const command of Object.values(scripts)) {
      for (const [file] of command.matchAll(/(?:scripts|bench)\/\w+\.(?:mjs|ts)/g))
        assert.ok(existsSync(path.join(root, file)), file);
    }
  });

  it('explain every command of the program, with its options', () => {
    const text = read('docs/command-line.md');
    for (const { name, positional, options } of COMMANDS) {
      const line = text.split('\n').find((one) => one.startsWith(`nnspec ${name} ${positional}`));
      assert.ok(line !== undefined, `nnspec ${name} ${positional}`);
      const all = text.split('\n').filter((one) => one.startsWith(`nnspec ${name} `));
      for (const option of options)
        assert.ok(
          all.join('\n').includes(`--${option.name}`) || text.includes(`\`--${option.name}`),
          `--${option.name} of ${name}`,
        );
    }
  });

  it('name every example', () => {
    const text = read('examples/README.md');
    for (const name of readdirSync(path.join(root, 'examples'))) {
      if (!name.endsWith('.nnspec.json')) continue;
      assert.ok(text.includes(`\`${name.replace('.nnspec.json', '')}\``), name);
    }
  });

  it('show a spec that is right', () => {
    const text = /```jsonc\n([\s\S]*?)```/.exec(read('README.md'))?.[1] ?? '';
    const { spec, problems } = loadSpec(text, 'README.nnspec.json');
    assert.deepEqual(problems, []);
    assert.ok(spec);
    assert.deepEqual(makePlan(spec, IRIS, 64 * MEGABYTE).problems, []);
  });
});
