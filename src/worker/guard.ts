/**
 * A thread beside a worker that is a process of its own: it ends the process where it takes more memory than it may, and
 * if the process that asked for it is gone. The worker itself may be busy without end.
 */
import { workerData } from 'node:worker_threads';

const LOOK_MILLISECONDS = 100;
/** Bytes of the process itself, its code and V8's own. */
const OWN_BYTES = 512 * 2 ** 20;

const { memoryLimit, parent } = workerData as { readonly memoryLimit: number; readonly parent: number };

setInterval(() => {
  const orphan = process.ppid !== parent;
  if (orphan || process.memoryUsage.rss() > memoryLimit + OWN_BYTES) process.kill(process.pid, 'SIGKILL');
}, LOOK_MILLISECONDS);
