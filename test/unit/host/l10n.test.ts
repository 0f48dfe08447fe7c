/** Every text that a user sees is there in English and in Korean, with the same placeholders. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ENGLISH } from '../../../src/base/problems/table.ts';
import { STRINGS as WEBVIEW_STRINGS } from '../../../webview/strings.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const readStrings = (name: string): Readonly<Record<string, string>> =>
  JSON.parse(read(name)) as Readonly<Record<string, string>>;

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).sort();
const commandLinks = (text: string): string[] =>
  [...text.matchAll(/\(command:[^)]+\)/g)].map(([found]) => found).sort();

/** Each call's text; a call with anything but a literal first cannot be translated and is reported. */
function hostStrings(): string[] {
  const folder = path.join(root, 'src');
  const files = ['app', 'host'].flatMap((layer) =>
    readdirSync(path.join(folder, layer), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(layer, name)),
  );
  return files.flatMap((name) => {
    const source = readFileSync(path.join(folder, name), 'utf8');
    return [...source.matchAll(/\bl10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|)/g)].map(
      (match) => {
        const text = match[1] ?? match[2];
        assert.ok(text !== undefined, `${name}: l10n.t needs a literal text`);
        return text.replace(/\\(['"])/g, '$1');
      },
    );
  });
}

describe('translations', () => {
  const english = readStrings('package.nls.json');
  const korean = readStrings('package.nls.ko.json');
  const bundle = readStrings('l10n/bundle.l10n.ko.json');

  it('cover the manifest, and nothing that is not in it', () => {
    const used = new Set([...read('package.json').matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? ''));
    assert.deepEqual(Object.keys(english).sort(), [...used].sort());
    assert.deepEqual(Object.keys(korean).sort(), Object.keys(english).sort());
  });

  it('keep the command links of the manifest', () => {
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(commandLinks(korean[key] ?? ''), commandLinks(text), key);
    }
  });

  it('cover every text of the extension and the panel, and nothing else', () => {
    const used = [...new Set([...hostStrings(), ...WEBVIEW_STRINGS, ...Object.keys(ENGLISH)])];
    assert.ok(used.length > 50);
    assert.deepEqual(Object.keys(bundle).sort(), used.sort());
  });

  it('keep the placeholders and are Korean', () => {
    for (const [text, translated] of Object.entries(bundle)) {
      assert.deepEqual(placeholders(translated), placeholders(ENGLISH[text] ?? text), text);
    }
    // Templates that only join others have nothing to translate.
    const words = (text: string): string => text.replaceAll(/\{\w+\}/g, '');
    const same = Object.entries(bundle).filter(
      ([text, translated]) => translated === (ENGLISH[text] ?? text) && /\p{L}/u.test(words(translated)),
    );
    assert.deepEqual(same, []);
  });
});
