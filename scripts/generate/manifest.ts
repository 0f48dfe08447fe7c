/** package.json with the commands, menus and keys of the table of commands; all else of it is written by hand. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS } from '../../src/host/commands/table/table.ts';

const FILE = path.resolve(import.meta.dirname, '../../package.json');

/** In the order in which package.json has them. */
const MENUS = [
  'explorer/context',
  'editor/context',
  'editor/title',
  'view/title',
  'view/item/context',
] as const;

/** The text of package.json. Menus are listed by group, as VS Code shows them. */
export function manifest(): string {
  const read = JSON.parse(readFileSync(FILE, 'utf8')) as { contributes: object };
  const rows = [...COMMANDS];
  const commands = rows.map(([command, { icon }]) => ({
    command,
    title: `%${command.replace('nnspec.', 'command.')}%`,
    category: 'NNSpec',
    ...(icon === undefined ? {} : { icon: `$(${icon})` }),
  }));
  const commandPalette = rows.flatMap(([command, { palette }]) =>
    palette === undefined ? [] : [{ command, when: palette }],
  );
  const items = (menu: string) =>
    rows
      .flatMap(([command, { menus = [] }]) => menus.map((item) => ({ command, ...item })))
      .filter((item) => item.menu === menu)
      .map(({ command, when, group }) => ({ command, when, group }))
      .sort((a, b) => (a.group < b.group ? -1 : Number(a.group > b.group)));
  const menus = { commandPalette, ...Object.fromEntries(MENUS.map((menu) => [menu, items(menu)])) };
  const keybindings = rows.flatMap(([command, { key }]) => (key ? [{ command, ...key }] : []));
  const contributes = { ...read.contributes, commands, menus, keybindings };
  return `${JSON.stringify({ ...read, contributes }, null, 2)}\n`;
}
