// npm run watch: bundles and checks types again on every change, side by side, until interrupted.
// @ts-check
import { spawn } from 'node:child_process';
import process from 'node:process';
import { ensureDependencies } from './lib/dependencies.mjs';
import { bin, root, script } from './lib/task.mjs';

await script(async () => {
  await ensureDependencies();
  const children = [
    spawn(process.execPath, ['esbuild.mjs', '--watch'], { cwd: root, stdio: 'inherit' }),
    spawn(bin('tsc'), ['-b', '--watch', '--preserveWatchOutput'], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    }),
  ];
  const stop = () => {
    for (const child of children) child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  // If one of them ends, the other is of no use.
  await Promise.race(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  stop();
});
