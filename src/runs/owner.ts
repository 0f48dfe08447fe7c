/** Which process writes a run: tells a run that is going on from one whose process died. */
import { readFileSync } from 'node:fs';

export interface Owner {
  readonly pid: number;
  /** When the process started, where the system tells (Linux); a number may be given to another process later. */
  readonly started: string | null;
}

export function currentOwner(): Owner {
  return { pid: process.pid, started: startOf(process.pid) };
}

export function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return owner.started === null || startOf(owner.pid) === owner.started;
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
