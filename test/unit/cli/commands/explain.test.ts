/** The textbook's worked example through `nnspec explain`, as a reader sees it and as `--json`. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Asked, Looked } from '../../../../src/run/microscope/asked.ts';
import type { Explanation } from '../../../../src/run/explain/explanation.ts';
import { buildRuntime, runCli } from '../../../support/trainingRuntime.ts';
import { byHand, type HandWeight } from '../../../support/workedExample.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../../examples');
const HAND = byHand();

/** The eight weights with their layers, in the order of the textbook's steps. */
const WEIGHTS: readonly (readonly [name: string, into: string, z: string, HandWeight | undefined])[] = [
  ['w(h1→o1)', 'o1', 'z3', HAND.output[0]],
  ['w(h1→o2)', 'o2', 'z4', HAND.output[1]],
  ['w(h2→o1)', 'o1', 'z3', HAND.output[2]],
  ['w(h2→o2)', 'o2', 'z4', HAND.output[3]],
  ['w(x1→h1)', 'h1', 'z1', HAND.hidden[0]],
  ['w(x1→h2)', 'h2', 'z2', HAND.hidden[1]],
  ['w(x2→h1)', 'h1', 'z1', HAND.hidden[2]],
  ['w(x2→h2)', 'h2', 'z2', HAND.hidden[3]],
];

describe('explain on the worked example', () => {
  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });

  const explained = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(
      ['explain', 'worked-example.nnspec.json', ...args],
      EXAMPLES,
    );
    assert.equal(stderr, '');
    assert.equal(code, 0);
    return stdout;
  };

  it("prints the textbook's two steps with all eight weights, their factors, product, old and new value", async () => {
    const lines = (await explained()).split('\n').map((line) => line.replaceAll(/ {2,}/g, '  ').trim());
    const headings = ['Forward pass', 'Backpropagation step 1: ', 'Backpropagation step 2: '].map((heading) =>
      lines.findIndex((line) => line.startsWith(heading)),
    );
    const [forward = -1, first = -1, second = -1] = headings;
    assert(forward >= 0 && forward < first && first < second, headings.join());
    for (const [line, value] of [
      ['hidden (dense)  z1 = 0.08000000  h1 = 0.51998934  ∂E/∂h1 = ', HAND.hidden[0]?.factors[0]],
      ['hidden (dense)  z2 = 0.11000000  h2 = 0.52747230  ∂E/∂h2 = ', HAND.hidden[1]?.factors[0]],
      ['output (dense)  z3 = 0.44498412  o1 = 0.60944600  ∂E/∂o1 = ', HAND.output[0]?.factors[0]],
      ['output (dense)  z4 = 0.68047592  o2 = 0.66384491  ∂E/∂o2 = ', HAND.output[1]?.factors[0]],
    ] as const) {
      assert(lines.slice(forward, first).includes(line + (value ?? NaN).toFixed(8)), line);
    }
    assert(lines.slice(forward, first).includes('E = 0.02397190'));
    assert(lines.slice(second).includes('With the new weights: E = 0.02323634'));
    const row = ([name, into, z, hand]: (typeof WEIGHTS)[number], index: number): string => {
      assert(hand);
      const layer = index < 4 ? 'output' : 'hidden';
      const factors = hand.factors.map((factor) => `(${factor.toFixed(8)})`).join('');
      const product = hand.factors[0] * hand.factors[1] * hand.factors[2];
      return [
        name,
        `${layer}.kernel[${(index >> 1) & 1}, ${index & 1}]`,
        `∂E/∂${into} · ∂${into}/∂${z} · ∂${z}/∂${name}`,
        factors,
        product.toFixed(8),
        `${hand.before.toFixed(8)} → ${hand.after.toFixed(8)}`,
      ].join('  ');
    };
    const rows = WEIGHTS.map(row);
    assert.match(
      rows[0] ?? '',
      /\(0\.20944600\)\(0\.23802157\)\(0\.51998934\) {2}0\.02592286 {2}0\.45000000 → 0\.43703857$/,
    );
    assert.match(rows[4] ?? '', /0\.30000000 → 0\.29959556$/);
    const printed = (from: number, to?: number) =>
      lines.slice(from, to).filter((line) => line.startsWith('w('));
    assert.deepEqual(printed(first, second), rows.slice(0, 4));
    assert.deepEqual(printed(second), rows.slice(4));
  });

  it('says the same in --json, with more digits', async () => {
    const text = await explained('--json');
    const result = JSON.parse(text) as Explanation & { readonly event: string };
    assert.equal(text.trimEnd().split('\n').length, 1);
    assert.equal(result.event, 'explain');
    const close = (actual: number | undefined, expected: number): void => {
      assert(Math.abs((actual ?? NaN) - expected) < 1e-12, `${String(actual)}, not ${String(expected)}`);
    };
    close(result.loss, HAND.error);
    close(result.lossAfter, HAND.errorAfter);
    assert.equal(result.loss.toFixed(8), '0.02397190');
    assert.equal(result.outputs[0]?.value.toFixed(8), '0.60944600');
    result.outputs.forEach(({ value }, index) => {
      close(value, HAND.o[index] ?? NaN);
    });
    assert.deepEqual(
      result.layers.flatMap(({ units }) => units.map(({ z }) => z?.value.toFixed(8))),
      ['0.08000000', '0.11000000', '0.44498412', '0.68047592'],
    );
    assert.equal(result.weights.length, 8);
    for (const [index, [name, into, z, hand]] of WEIGHTS.entries()) {
      const weight = result.weights[index];
      assert(hand && weight);
      assert.equal(weight.name, name);
      assert.deepEqual(
        weight.factors.map((factor) => factor.name),
        [`∂E/∂${into}`, `∂${into}/∂${z}`, `∂${z}/∂${name}`],
      );
      weight.factors.forEach(({ value }, factor) => {
        close(value, hand.factors[factor] ?? NaN);
      });
      close(weight.gradient, hand.factors[0] * hand.factors[1] * hand.factors[2]);
      close(weight.before, hand.before);
      close(weight.after, hand.after);
    }
    assert(Math.abs((result.weights[0]?.after ?? NaN) - 0.43703857) < 1e-8);
    assert(Math.abs((result.weights[4]?.after ?? NaN) - 0.29959556) < 1e-8);
  });

  it('tells where a number comes from, and what to ask next', async () => {
    const text = await explained('--number', '∂E/∂w5', '--number', 'w1');
    assert(text.includes('= 0.20944600·0.23802157·0.51998934'));
    assert(text.includes('output.a[0].gradient'));
    assert(text.includes('after the update 0.29959556'));
    const lines = (await explained('--number', 'w5', '--batch', '--json')).trimEnd().split('\n');
    const [step, number] = lines.map(
      (line) => JSON.parse(line) as Partial<Looked & Asked> & { readonly event: string },
    );
    assert.deepEqual([step?.event, step?.training, step?.samples], ['step', true, [0]]);
    assert.deepEqual([number?.event, number?.ref], ['number', 'output.kernel[0,0]']);
    assert.equal(number?.after?.toFixed(8), '0.43703857');
  });

  it('refuses a number that is not there, and options that contradict each other', async () => {
    const run = (...args: string[]) => runCli(['explain', 'worked-example.nnspec.json', ...args], EXAMPLES);
    const unknown = await run('--number', 'hidden.kernel[7,0]');
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /NN-EXPLAIN-NUMBER .*hidden\.kernel\[7,0\].*hidden, output/u);
    assert.equal((await run('--batch')).code, 2);
    assert.equal((await run('--batch', '--sample', '0', '--number', 'w1')).code, 2);
  });
});
