// Installs the dependencies where they are missing or stale; what .vscode/tasks.json runs before the rest.
// @ts-check
import { ensureDependencies } from './lib/dependencies.mjs';
import { script } from './lib/task.mjs';

await script(ensureDependencies);
