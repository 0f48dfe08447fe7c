/** bench/results.json and the table between README.md's bench markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { fileURLToPath } from 'node:url';

import type { Work } from './works.ts';

const RESULTS = fileURLToPath(new URL('results.json', import.meta.url));
const README = fileURLToPath(new URL('../README.md', import.meta.url));
const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

export interface Result {
  readonly work: Work;
  readonly peers: Record<
    string,
    { readonly stepsPerSecond: number; readonly threads: number; readonly rates: readonly number[] }
  >;
}

function machine(): string {
  const list = cpus();
  return `${list[0]?.model ?? 'unknown processor'}, ${String(list.length)} cores, ${type()} ${release()}, Node ${process.version}`;
}

function rounded(rate: number): string {
  return rate >= 100 ? Math.round(rate).toLocaleString('en') : rate.toPrecision(3);
}

function tableRow({ work, peers }: Result): string {
  const own = peers['NNSpec']?.stepsPerSecond ?? NaN;
  const cells = ['NNSpec', 'PyTorch', 'tfjs-wasm'].map((name) => {
    const peer = peers[name];
    if (!peer) return 'not measured';
    const ratio = name === 'NNSpec' ? '' : ` (${(own / peer.stepsPerSecond).toPrecision(2)} ×)`;
    return `${rounded(peer.stepsPerSecond)}${ratio}`;
  });
  return `| ${work.name} | ${String(work.batchSize)}, ${work.optimizer} | ${cells.join(' | ')} |`;
}

/** Writes both; the README keeps its words around the markers. */
export function writeReport(results: readonly Result[], missing: readonly string[]): void {
  const when = new Date().toISOString().slice(0, 10);
  writeFileSync(RESULTS, `${JSON.stringify({ when, machine: machine(), missing, results }, null, 2)}\n`);
  const lines = [
    START,
    '',
    '| work | batch, optimizer | NNSpec, steps/s | PyTorch (NNSpec is … × as fast) | tfjs-wasm |',
    '| --- | --- | --- | --- | --- |',
    ...results.map(tableRow),
    '',
    `${when}, ${machine()}. Data of the networks' shapes, synthetic. ${missing.join(' ')}`.trimEnd(),
    '',
    END,
  ];
  const readme = readFileSync(README, 'utf8');
  const from = readme.indexOf(START);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error('README.md has no bench markers.');
  writeFileSync(README, readme.slice(0, from) + lines.join('\n') + readme.slice(to + END.length));
}
