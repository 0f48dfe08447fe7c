/** The worker's peak memory on real data, measured by bench/data/data.ts in processes of their own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../data/data.ts', import.meta.url));
/** Data that this repository has or that the bench finds; the large generated files are for bench:data itself. */
const CASES = ['fashion-mnist', 'reuters', 'nsmc'];
const ROUNDS = 3;

export interface WorkerMemory {
  readonly name: string;
  /** Above an idle worker, while it loads and trains an epoch with its checkpoints. */
  readonly peakBytes: number;
  /** Data, parameters, gradients, optimizer and activations by the plan. */
  readonly heldBytes: number;
}

export function measureMemory(): WorkerMemory[] {
  return CASES.flatMap((name) => {
    const args = ['--import', 'tsx', SCRIPT, '--only', name, '--rounds', String(ROUNDS), '--json'];
    const { stdout, status } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`The memory of ${name} could not be measured.`);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as WorkerMemory);
  });
}

/** Such as `61 MB held, 88 MB at most (1.45 ×)`. */
export function memoryText({ name, peakBytes, heldBytes }: WorkerMemory): string {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  const ratio = (peakBytes / heldBytes).toFixed(2);
  return `${name}: ${megabytes(heldBytes)} MB held, ${megabytes(peakBytes)} MB at most (${ratio} ×)`;
}
