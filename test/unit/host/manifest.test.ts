/** package.json, the code and the translations say the same. (The commands of package.json are generated.) */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  PANEL_TYPE,
  SETTINGS_SECTION,
  SETTING_KEYS,
  VIEW_CONTAINER,
  VIEW_RUNS,
  VIEW_TRAINING,
  WALKTHROUGH,
} from '../../../src/host/ids.ts';
import { COMMANDS } from '../../../src/host/commands/table/table.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly viewsContainers: {
      readonly activitybar: readonly { readonly id: string; readonly icon: string }[];
    };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly { readonly media: { readonly svg: string } }[];
    }[];
    readonly jsonValidation: readonly { readonly url: string }[];
  };
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const { contributes } = manifest;
const sorted = (values: Iterable<string>): string[] => [...values].sort();

describe('the manifest', () => {
  it('has a title in both languages for each command of the table, and none beside them', () => {
    const expected = sorted([...COMMANDS.keys()].map((id) => id.replace('nnspec.', 'command.')));
    for (const name of ['package.nls.json', 'package.nls.ko.json']) {
      const texts = Object.keys(JSON.parse(read(name)) as object);
      assert.deepEqual(sorted(texts.filter((key) => key.startsWith('command.'))), expected, name);
    }
  });

  it('and the code name commands of the table only', () => {
    const sources = ['src/host', 'webview'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => read(path.join(folder, name))),
    );
    const called = /(?:executeCommand|command|action)\b[^'\n]*(?:'[^'\n]*'[^'\n]*){0,2}'(nnspec\.\w+)'/g;
    const used = [
      ...[...read('package.nls.json').matchAll(/\(command:(nnspec\.\w+)(?:\?[^)]*)?\)/g)].map(
        (match) => match[1],
      ),
      ...sources.flatMap((text) => [...text.matchAll(called)].map((match) => match[1])),
    ];
    assert.ok(used.length > 30, String(used.length));
    for (const command of used)
      assert.ok(
        [...COMMANDS.keys()].some((id) => id === command),
        command,
      );
  });

  it('offers Train model in Explorer, editor, editor title and on specs only', () => {
    for (const menu of ['explorer/context', 'editor/context', 'editor/title']) {
      const item = contributes.menus[menu]?.find(({ command }) => command === 'nnspec.train');
      assert.equal(item?.when, String.raw`resourceFilename =~ /\.nnspec\.json$/`, menu);
    }
  });

  it('declares the views, the walkthrough and the settings that the code names', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [VIEW_CONTAINER],
    );
    assert.deepEqual(
      contributes.views[VIEW_CONTAINER]?.map(({ id }) => id),
      [VIEW_TRAINING, VIEW_RUNS],
    );
    assert.deepEqual(
      contributes.walkthroughs.map(({ id }) => id),
      [WALKTHROUGH],
    );
    const settings = SETTING_KEYS.map((key) => `${SETTINGS_SECTION}.${key}`);
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(settings));
    assert.ok(PANEL_TYPE.startsWith(SETTINGS_SECTION));
  });

  it('names files that are there', () => {
    const files = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
      ...contributes.jsonValidation.map(({ url }) => url),
    ];
    for (const file of files) assert.ok(existsSync(path.join(root, file)), file);
  });
});
