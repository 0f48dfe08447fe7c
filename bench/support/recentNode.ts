/**
 * The Node that current editors have, from npm, for a bench that an older one has started: NNSpec and tfjs are measured in
 * the engine that users run them in.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { mayBeWide } from '../../src/session/worker/wideKernels.ts';
import { installPeers } from '../peers.ts';

const RECENT = fileURLToPath(
  new URL(`../peers/node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
);

/** Goes on in that Node, if this one is older and there is one for this machine; does not return then. */
export function goOnInRecentNode(): void {
  if (mayBeWide() || !installPeers() || !existsSync(RECENT)) return;
  const args = [...process.execArgv, ...process.argv.slice(1)];
  process.exit(spawnSync(RECENT, args, { stdio: 'inherit' }).status ?? 1);
}
