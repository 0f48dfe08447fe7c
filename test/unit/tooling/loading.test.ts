/** Modules make nothing costly while they load: all of them load before the extension is active. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
/** A format of a language takes 15 to 25 ms the first time, as long as a fifth of all modules. */
const COSTLY = /^(?:export )?const \w+(?:: [^=]+)? = new Intl\./m;

describe('the modules of the extension', () => {
  it('are searched for formats that are made at once', () => {
    assert.match("const grouped = new Intl.NumberFormat('en-US');", COSTLY);
    assert.doesNotMatch("function make() {\n  const made = new Intl.NumberFormat('en-US');\n}", COSTLY);
  });

  it('make the formats of a language when they are first needed', () => {
    const names = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const found = names
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => COSTLY.test(readFileSync(path.join(root, 'src', name), 'utf8')));
    assert.deepEqual(found, []);
  });
});
