/** package.json, ids.ts and the translations say the same. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  COMMAND_IDS,
  PANEL_TYPE,
  SETTINGS_SECTION,
  SETTING_KEYS,
  VIEW_CONTAINER,
  VIEW_RUNS,
  VIEW_TRAINING,
  WALKTHROUGH,
} from '../../../src/host/ids.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
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
  it('declares exactly the commands of the table', () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(COMMAND_IDS));
  });

  it('uses declared commands only in menus, keys and links', () => {
    const used = [
      ...Object.values(contributes.menus).flat(),
      ...contributes.keybindings,
      ...[...read('package.nls.json').matchAll(/\(command:(nnspec\.\w+)\)/g)].map((match) => ({
        command: match[1],
      })),
    ].map(({ command }) => command);
    assert.ok(used.length > 20);
    for (const command of used)
      assert.ok(
        COMMAND_IDS.some((id) => id === command),
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
