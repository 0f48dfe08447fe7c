/**
 * All optimizers on examples, five learning rates and three seeds each, by `nnspec compare`: writes the document "Optimizers compared". It holds nothing
 * that depends on the machine, so a second run writes the same text.
 * Usage: npm run build && npm run bench:optimizers [-- --only spiral]; the other sections stay as they are. The spiral took a
 * quarter of an hour on two cores that had much else to do; a run that such a machine kept from beginning is an error.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { format, resolveConfig } from 'prettier';

import { OPTIMIZERS } from '../src/kinds/optimizers/table.ts';
import type { OptimizerKind } from '../src/kinds/optimizers/optimizer.ts';
import { GRID } from '../src/run/comparison/choice.ts';
import type { LeaderRow } from '../src/run/comparison/leaderboard.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENT = join(ROOT, 'docs', 'optimizers.md');

interface Example {
  readonly name: string;
  readonly epochs: number;
  readonly about: string;
  /** A file that is not part of the repository. */
  readonly needs?: string;
}

const EXAMPLES: readonly Example[] = [
  { name: 'spiral', epochs: 30, about: 'Three interleaved spirals, 2-64-64-3, batches of 32.' },
  {
    name: 'digits',
    epochs: 5,
    about: 'Handwritten digits, 64-256-128-10 with dropout and L2, batches of 32.',
  },
  {
    ...{ name: 'reuters', epochs: 2, needs: 'examples/data/reuters.jsonl' },
    about: 'Texts of 10,000 words, 10000-256-128-46 with dropout, batches of 128.',
  },
];
/** Those that small batches do not mislead. */
const NAMES = Object.entries<OptimizerKind>(OPTIMIZERS).flatMap(([name, { needsFullBatch }]) =>
  needsFullBatch ? [] : [name],
);
const SEEDS = 3;

type Row = Pick<LeaderRow, 'group' | 'family' | 'loss' | 'metric' | 'lost'> & {
  readonly learningRate: number;
  readonly accuracy: LeaderRow['metric'];
};
interface Line {
  readonly event: string;
  /** Of a result. */
  readonly steps?: number;
  readonly text?: string;
}

/** The rows of the comparison, best first, and its sentence. */
function compared({ name, epochs }: Example): { readonly rows: readonly Row[]; readonly verdict: string } {
  const folder = mkdtempSync(join(tmpdir(), 'nnspec-optimizers-'));
  try {
    const run = spawnSync(
      process.execPath,
      [
        ...[join(ROOT, 'dist', 'cli.js'), 'compare', join(ROOT, 'examples', `${name}.nnspec.json`), '--json'],
        ...['--optimizers', NAMES.join(','), '--learning-rates', 'grid'],
        ...['--seeds', String(SEEDS), '--epochs', String(epochs)],
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (run.status !== 0) throw new Error(`${name}: ${run.stderr}`);
    const lines = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    // Divergence is a result; a run without a step is the machine's fault, and would make the text another one.
    if (lines.some(({ event, steps }) => event === 'result' && steps === 0))
      throw new Error(`${name}: not every run began.\n${run.stderr}`);
    const rows = lines.filter(({ event }) => event === 'row') as unknown as Row[];
    return { rows, verdict: lines.find(({ event }) => event === 'verdict')?.text ?? '' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const digits = (value: number | undefined): string => (value === undefined ? '–' : value.toPrecision(3));

function tableOf(rows: readonly Row[]): string {
  const families = [...new Set(rows.map(({ family }) => family))];
  const header = [
    ...['optimizer', 'best rate', 'loss', 'lowest to highest', 'accuracy'],
    ...GRID.map((factor) => `${digits(factor)} ×`),
  ];
  const lines = families.map((family) => {
    const own = rows.filter((row) => row.family === family);
    const [best] = own;
    const byRate = own.toSorted((a, b) => a.learningRate - b.learningRate);
    return [
      family,
      String(best?.learningRate ?? '–'),
      digits(best?.loss?.median),
      best?.loss ? `${digits(best.loss.low)} to ${digits(best.loss.high)}` : '–',
      best?.accuracy ? `${(100 * best.accuracy.median).toFixed(1)} %` : '–',
      ...byRate.map(
        ({ loss, lost }) => `${digits(loss?.median)}${lost > 0 ? ` (${String(lost)} lost)` : ''}`,
      ),
    ];
  });
  return [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function sectionOf(example: Example): string {
  const { rows, verdict } = compared(example);
  return [`${example.about} ${String(example.epochs)} epochs.`, tableOf(rows), verdict].join('\n\n');
}

const INTRODUCTION = `# Optimizers compared

Every optimizer of NNSpec but \`lbfgs\`, which small batches mislead, on examples of this repository: five learning rates half a decade apart around the default (the
example's own optimizer: around the rate of the example), ${String(SEEDS)} seeds each, all other settings the optimizer's defaults. \`npm run bench:optimizers\` writes this document with \`nnspec compare\`. The runs are the same bits on every
machine with the same kernels, so a second run writes the same text.

The loss is that of the validation samples after the last epoch, penalties included: the median over the seeds. The last columns have the median loss at each rate, as a multiple of the middle one. "Lost" runs
failed or were ended as hopeless. A few short trainings of small networks say nothing about large ones, and defaults differ in how fast they are meant to go.
`;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const before = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
const sections = EXAMPLES.map((example) => {
  const { name, needs } = example;
  const kept = before.split(`\n## ${name}\n`)[1]?.split('\n## ')[0]?.trim();
  const missing = needs !== undefined && !existsSync(join(ROOT, needs));
  if (missing || !name.includes(values.only)) return kept === undefined ? '' : `## ${name}\n\n${kept}\n`;
  const started = performance.now();
  const section = `## ${name}\n\n${sectionOf(example)}\n`;
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return section;
});
const text = [INTRODUCTION, ...sections.filter((section) => section !== '')].join('\n');
writeFileSync(DOCUMENT, await format(text, { ...(await resolveConfig(DOCUMENT)), filepath: DOCUMENT }));
