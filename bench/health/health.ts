/**
 * How well the rules of training health judge: faulty programs, their repairs and healthy programs are trained with several
 * seeds, and each finding is compared with what is known. Writes bench/health/results.json and the tables of docs/health.md.
 * Usage: npm run bench:health [-- --seeds 3 --only digits --part tuning --list]
 */
import { parseArgs } from 'node:util';

import { compiledKernels } from '../../test/unit/kernels/compiled.ts';
import { judgeHealthy, judgePair, type Verdict } from './judgement.ts';
import { isHeldOut } from './program.ts';
import { FAULTY, HEALTHY } from './programs/all.ts';
import { summary, writeReport } from './report.ts';
import type { HealthyResult, PairResult, Part } from './totals.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    /** Only programs with this in their name; nothing is written then. */
    only: { type: 'string', default: '' },
    part: { type: 'string', default: 'all' },
    /** A line for each training. */
    list: { type: 'boolean', default: false },
  },
});

const part = values.part as Part;
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
const isAsked = ({ name }: { readonly name: string }): boolean =>
  name.includes(values.only) && (part === 'all' || isHeldOut(name) === (part === 'heldOut'));

function told({ found, score }: Verdict): string {
  const all = found.map(
    ({ rule, layer, step, right }) =>
      `${rule}${layer === null ? '' : `(${layer})`}@${String(step)}${right ? '+' : ''}`,
  );
  return `${score === null ? 'failed' : score.toFixed(3)} ${all.slice(0, 8).join(' ')}`;
}

const { relaxed: module } = await compiledKernels();
const pairs: PairResult[] = [];
const healthy: HealthyResult[] = [];
const refused = new Set<string>();
for (const seed of seeds) {
  for (const program of FAULTY.filter(isAsked)) {
    const pair = await judgePair(module, program, seed);
    if (pair === null) {
      refused.add(program.name);
      continue;
    }
    pairs.push({ name: program.name, kind: program.kind, seed, ...pair });
    if (!values.list) continue;
    console.log(`${program.name} ${String(seed)}${pair.harmed ? '' : ' (not harmed)'}`);
    console.log(`    faulty   ${told(pair.faulty)}\n    repaired ${told(pair.repaired)}`);
  }
  for (const program of HEALTHY.filter(isAsked)) {
    const verdict = await judgeHealthy(module, program, seed);
    healthy.push({ name: program.name, seed, ...verdict });
    if (values.list) console.log(`${program.name} ${String(seed)}\n    healthy  ${told(verdict)}`);
  }
}
const results = { pairs, healthy, refused: [...refused] };
console.log(summary(results));
if (values.only === '' && part === 'all') await writeReport(results);
