/** The process that writes a run: tells a run that is going on from one whose process died. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Owner {
  readonly pid: number;
  /** Start of the process, if the system tells (Linux); its number may be given to another process later. */
  readonly started: string | null;
  /** Of the machine; older versions did not write it. */
  readonly host?: string;
  /** The scope of the process numbers, if the system tells (Linux): this boot, this container. */
  readonly system?: string | null;
}

/** `unknown`: of another machine, container or boot, or the system does not tell when a process has started. */
export type Life = 'alive' | 'dead' | 'unknown';

let current: Owner | null = null;

export function currentOwner(): Owner {
  current ??= { pid: process.pid, started: startOf(process.pid), host: hostname(), system: systemOf() };
  return current;
}

/** Tells if the process lives, as far as it can be known here. */
export function lifeOf(owner: Owner): Life {
  const own = currentOwner();
  if (owner.host !== undefined && (owner.host !== own.host || owner.system !== own.system)) return 'unknown';
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return 'dead';
  }
  if (owner.started === null) return 'unknown';
  return startOf(owner.pid) === owner.started ? 'alive' : 'dead';
}

/** Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended although its number is still taken.
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function systemOf(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}
