/**
 * The names of a run's event files. `events.out.tfevents.<number>.<host>.<process>`: the number says in which order they
 * were written, whatever a clock said meanwhile, and TensorBoard, which reads files in the order of their names, goes by it, too.
 * Earlier versions wrote seconds in place of the number, and at the end how many files there had been before.
 */
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';

const PREFIX = 'events.out.tfevents.';
const DIGITS = 10;
const NUMBERED = /^events\.out\.tfevents\.(\d+)\.[^.]*\.\d+$/;
const BY_CLOCK = /^events\.out\.tfevents\.(\d+)\..*\.\d+\.(\d+)$/;

interface EventName {
  readonly name: string;
  /** The number in the name: the next file's is higher. */
  readonly number: number;
  /** Files by the clock came before those with numbers. */
  readonly order: number;
}

function parse(name: string): EventName {
  const numbered = NUMBERED.exec(name);
  if (numbered) return { name, number: Number(numbered[1]), order: Number(numbered[1]) };
  const byClock = BY_CLOCK.exec(name);
  if (!byClock) return { name, number: 0, order: 0 };
  return { name, number: Number(byClock[1]), order: Number(byClock[2]) - Number.MAX_SAFE_INTEGER };
}

async function parsed(folder: string): Promise<EventName[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(PREFIX)).map(parse);
  return names.sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
}

/** Names of a run's event files in the order of their writing. */
export async function eventFiles(folder: string): Promise<string[]> {
  return (await parsed(folder)).map(({ name }) => name);
}

/** The name of the next event file that this process writes. */
export async function nextEventFile(folder: string): Promise<string> {
  const host = hostname().replace(/[^A-Za-z0-9-]+/g, '-') || 'host';
  const highest = Math.max(0, ...(await parsed(folder)).map(({ number }) => number));
  return `${PREFIX}${String(highest + 1).padStart(DIGITS, '0')}.${host}.${process.pid}`;
}
