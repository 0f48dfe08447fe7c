/**
 * Broken specs: each is the right one with a piece of its text replaced, and gives exactly one problem, with this code, at
 * the place that ▶ marks.
 */
import assert from 'node:assert/strict';
import { loadSpec } from '../../../src/format/load.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { IRIS, MEGABYTE, RIGHT } from './support.ts';

type Edit = readonly [find: string, replacement: string];
type Case = readonly [what: string, code: string, ...edit: Edit, ...more: string[]];

const TARGET = '"target": { "column": "species", "as": "category" },';
const DROPOUT = '{ "type": "dropout", "id": "rest", "rate": 0.5 }';
const LAYERS = /"layers": (\[[\s\S]*?\n {4}\])/.exec(RIGHT)?.[1] ?? '';

const SYNTAX: readonly Case[] = [
  ['a missing comma', 'NN-SPEC-SYNTAX', '1,\n  "name"', '1\n  ▶"name"'],
  ['a missing colon', 'NN-SPEC-SYNTAX', '"seed": 7', '"seed" ▶7'],
  ['a missing value', 'NN-SPEC-SYNTAX', '"seed": 7,', '"seed": ▶,'],
  ['a key without quotes', 'NN-SPEC-SYNTAX', '"seed": 7', '▶seed: 7'],
  ['a word that is no value', 'NN-SPEC-SYNTAX', '"seed": 7', '"seed": ▶NaN'],
  ['single quotes', 'NN-SPEC-SYNTAX', '"Iris"', "▶'Iris'"],
  ['a string over two lines', 'NN-SPEC-SYNTAX', '"Iris"', '▶"Iris\n"'],
  ['an unknown escape', 'NN-SPEC-SYNTAX', '"data/iris.csv"', '▶"C:\\data\\iris.csv"'],
  ['a comment that does not end', 'NN-SPEC-SYNTAX', '  },\n}\n', '  },\n}\n▶/* The end'],
  ['a number with two points', 'NN-SPEC-SYNTAX', '0.001 },\n  "training"', '0.00▶.1 },\n  "training"'],
  ['a second value', 'NN-SPEC-SYNTAX', '  },\n}\n', '  },\n}\n▶{}'],
  ['a key twice', 'NN-SPEC-DUPLICATE-KEY', '"seed": 7,', '"seed": 7, ▶"seed": 8,'],
  ['brackets beyond measure', 'NN-SPEC-NESTING', '"Iris"', `${'['.repeat(63)}▶[${']'.repeat(64)}`],
];

const KEYS: readonly Case[] = [
  ['no format version', 'NN-SPEC-VERSION', '{\n  //', '▶{\n  //', '"formatVersion": 1,', ''],
  ['a newer format', 'NN-SPEC-VERSION', '"formatVersion": 1', '"formatVersion": ▶2'],
  ['a version in quotes', 'NN-SPEC-TYPE', '"formatVersion": 1', '"formatVersion": ▶"1"'],
  ['an unknown key at the top', 'NN-SPEC-UNKNOWN-KEY', '"seed"', '▶"sed"'],
  ['an unknown key of data', 'NN-SPEC-UNKNOWN-KEY', '"split": {', '▶"splits": {'],
  ['an unknown key of a feature', 'NN-SPEC-UNKNOWN-KEY', '"normalize"', '▶"normalise"'],
  ['a key of another kind of feature', 'NN-SPEC-UNKNOWN-KEY', '"normalize": "standard"', '▶"mode": "count"'],
  ['an unknown key of a layer', 'NN-SPEC-UNKNOWN-KEY', '"activation": "relu"', '▶"activaton": "relu"'],
  ['a key of another layer', 'NN-SPEC-UNKNOWN-KEY', '"rate": 0.5', '"rate": 0.5, ▶"units": 4'],
  ['a key of another optimizer', 'NN-SPEC-UNKNOWN-KEY', '"learningRate": 0.001', '▶"nesterov": true'],
  ['an unknown key of training', 'NN-SPEC-UNKNOWN-KEY', '"epochs"', '▶"epoch"'],
  ['a key named __proto__', 'NN-SPEC-UNKNOWN-KEY', '"seed": 7', '"seed": 7, ▶"__proto__": {}'],
  ['no loss', 'NN-SPEC-MISSING-KEY', '{\n  //', '▶{\n  //', '"loss": "categoricalCrossentropy",', ''],
  ['no units', 'NN-SPEC-MISSING-KEY', '"dense", "units": 16, ', '▶"dense", '],
  ['no rate', 'NN-SPEC-MISSING-KEY', '"dropout", "id": "rest", "rate": 0.5', '▶"dropout", "id": "rest"'],
  ['a layer without type', 'NN-SPEC-MISSING-KEY', '{ "type": "dropout", "id"', '▶{ "id"'],
  ['a file without target', 'NN-SPEC-MISSING-KEY', '"data": {', '▶"data": {', TARGET, ''],
  [
    'a schedule by name that needs keys',
    'NN-SPEC-MISSING-KEY',
    '"epochs": 20',
    '"learningRateSchedule": ▶"step"',
  ],
  ['text for a number', 'NN-SPEC-TYPE', '"learningRate": 0.001', '"learningRate": ▶"0.001"'],
  ['a number for a list', 'NN-SPEC-TYPE', '["accuracy"]', '▶1'],
  ['null for a section', 'NN-SPEC-TYPE', '{ "validation": 0.2, "test": 0.1 }', '▶null'],
  ['a list for a name', 'NN-SPEC-TYPE', '"relu"', '▶["relu"]'],
  ['true for a share', 'NN-SPEC-TYPE', '"rate": 0.5', '"rate": ▶true'],
  ['a path that is a number', 'NN-SPEC-TYPE', '"data/iris.csv"', '▶7'],
];

const VALUES: readonly Case[] = [
  ['no units at all', 'NN-SPEC-RANGE', '"units": 16', '"units": ▶0'],
  ['half a unit', 'NN-SPEC-RANGE', '"units": 16', '"units": ▶2.5'],
  ['a rate of 1', 'NN-SPEC-RANGE', '"rate": 0.5', '"rate": ▶1'],
  ['a negative learning rate', 'NN-SPEC-RANGE', '"learningRate": 0.001', '"learningRate": ▶-0.001'],
  ['a number beyond float64', 'NN-SPEC-RANGE', '"learningRate": 0.001', '"learningRate": ▶1e400'],
  ['a number beyond float32', 'NN-SPEC-RANGE', '"l2": 0.001', '"l2": ▶1e39'],
  ['a seed beyond 32 bits', 'NN-SPEC-RANGE', '"seed": 7', '"seed": ▶4294967296'],
  ['no layers', 'NN-SPEC-RANGE', LAYERS, '▶[]'],
  ['an empty path', 'NN-SPEC-RANGE', '"data/iris.csv"', '▶""'],
  ['negative patience', 'NN-SPEC-RANGE', '"patience": 5', '"patience": ▶-1'],
  ['a beta of 1', 'NN-SPEC-RANGE', '"learningRate": 0.001', '"beta1": ▶1'],
  ['an unknown activation', 'NN-SPEC-VALUE', '"relu"', '▶"rellu"'],
  ['an unknown layer', 'NN-SPEC-VALUE', '"type": "dropout"', '"type": ▶"dropuot"'],
  ['an unknown loss', 'NN-SPEC-VALUE', '"categoricalCrossentropy"', '▶"crossentropy"'],
  ['an unknown metric', 'NN-SPEC-VALUE', '"accuracy"', '▶"accurcy"'],
  ['an unknown optimizer', 'NN-SPEC-VALUE', '"adam"', '▶"adan"'],
  ['other semantics', 'NN-SPEC-VALUE', '"keras"', '▶"tensorflow"'],
  ['a word for the batch size', 'NN-SPEC-VALUE', '"batchSize": 32', '"batchSize": ▶"all"'],
  ['a layer of a later release', 'NN-SPEC-PLANNED', '"type": "dropout"', '"type": ▶"lstm"'],
  ['augmentation', 'NN-SPEC-PLANNED', '"split"', '▶"augment": [], "split"'],
  ['features that are sequences', 'NN-SPEC-PLANNED', '"as": "number"', '"as": ▶"sequence"'],
];

const BETWEEN: readonly Case[] = [
  ['an id with a dot', 'NN-SPEC-ID', '"id": "rest"', '"id": ▶"a.b"'],
  ['an id twice', 'NN-SPEC-DUPLICATE-ID', '"units": 3', '"id": ▶"rest", "units": 3'],
  ['a metric twice', 'NN-SPEC-DUPLICATE', '["accuracy"]', '["accuracy", ▶"accuracy"]'],
  [
    'a column twice',
    'NN-SPEC-DUPLICATE',
    '[{ "columns": "*", "as": "number", "normalize": "standard" }]',
    '["a", ▶"a"]',
  ],
  [
    'a split that leaves nothing',
    'NN-SPEC-SPLIT',
    '"split": { "validation": 0.2',
    '▶"split": { "validation": 0.9',
  ],
  ['a format that cannot be told', 'NN-SPEC-FORMAT', '"data/iris.csv"', '▶"data/iris.dat"'],
  [
    'a target that is a feature',
    'NN-SPEC-TARGET',
    '"columns": "*"',
    '"column": "species"',
    TARGET,
    `"target": ▶"species",`,
  ],
  [
    'a number target for classes',
    'NN-SPEC-TARGET',
    TARGET,
    TARGET.replace('{', '▶{').replace('category', 'number'),
  ],
  ['a monitor of what is not measured', 'NN-SPEC-MONITOR', '"validation.loss"', '▶"validation.f1"'],
  [
    'a monitor without validation data',
    'NN-SPEC-MONITOR',
    '"validation": 0.2, "test": 0.1',
    '"validation": 0, "test": 0.1',
    '"validation.loss"',
    '▶"validation.loss"',
  ],
  ['nesterov without momentum', 'NN-SPEC-CONFLICT', '"type": "adam"', '"type": "sgd", ▶"nesterov": true'],
  [
    'two kinds of clipping',
    'NN-SPEC-CONFLICT',
    '"epochs": 20',
    '▶"gradientClipping": { "norm": 1, "value": 1 }',
  ],
  [
    'a range from high to low',
    'NN-SPEC-CONFLICT',
    '"regularizer": { "l2": 0.001 }',
    '▶"kernelInitializer": { "type": "randomUniform", "minval": 1, "maxval": 0 }',
  ],
  [
    'a feature of one and of several columns',
    'NN-SPEC-CONFLICT',
    '{ "columns": "*"',
    '▶{ "column": "a", "columns": "*"',
  ],
  ['validation twice', 'NN-SPEC-CONFLICT', '"split"', '▶"validation": { "source": "v.csv" }, "split"'],
];

/** Specs that are right by themselves and do not fit the data. */
const PLANS: readonly Case[] = [
  ['too many units for the classes', 'NN-PLAN-UNITS', '"units": 3', '"units": ▶4'],
  ['outputs that are no probabilities', 'NN-PLAN-OUTPUT', '"softmax"', '▶"relu"'],
  [
    'no dense layer',
    'NN-PLAN-UNITS',
    LAYERS,
    '▶[{ "type": "batchNormalization" }, { "type": "activation", "activation": "softmax" }]',
  ],
  ['more classes wanted than there are', 'NN-PLAN-METRIC', '["accuracy"]', '[▶"topKAccuracy"]'],
  ['labels of classes', 'NN-PLAN-METRIC', '["accuracy"]', '[▶{ "type": "accuracy", "labels": "subset" }]'],
  [
    'a batch that is left out',
    'NN-PLAN-NO-SAMPLES',
    '"batchSize": 32',
    '"batchSize": ▶128, "dropLastBatch": true',
  ],
  [
    'more activations than memory',
    'NN-PLAN-MEMORY',
    '"units": 16',
    '"units": 900000',
    '"batchSize": 32',
    '"batchSize": ▶32',
  ],
  [
    'more parameters than memory',
    'NN-PLAN-MEMORY',
    '"units": 16',
    '"units": 5000',
    DROPOUT,
    '▶{ "type": "dense", "units": 5000 }',
  ],
  ['a large batch', 'NN-PLAN-BATCH-SIZE', '"batchSize": 32', '"batchSize": ▶512'],
  [
    'a dropout at the end',
    'NN-PLAN-DROPOUT',
    '"softmax" },',
    '"softmax" },\n{ "type": ▶"dropout", "rate": 0.1 },',
  ],
  [
    'a warm-up longer than the run',
    'NN-PLAN-WARMUP',
    '"epochs": 20',
    '"learningRateSchedule": { "type": "cosine", "warmupSteps": ▶10000 }',
  ],
  [
    'a rate that falls to 0 before the end',
    'NN-PLAN-SCHEDULE',
    '"epochs": 20',
    '"learningRateSchedule": { "type": "cosine", "decaySteps": ▶10 }',
  ],
];

/** Where ▶ stands, as `line:column`; the text without it. */
function unmarked(marked: string): { readonly text: string; readonly at: string } {
  const before = marked.slice(0, marked.indexOf('▶')).split('\n');
  return {
    text: marked.replace('▶', ''),
    at: `${String(before.length)}:${String((before.at(-1) ?? '').length + 1)}`,
  };
}

/** `code line:column` of every problem of a text, of its plan if the text is right. */
function problemsOf(text: string): string[] {
  const { spec, problems, parsed } = loadSpec(text, 'spec.nnspec.json');
  const all = spec === undefined ? problems : makePlan(spec, IRIS, 64 * MEGABYTE).problems;
  return all.map(({ code, location }) => {
    const { line, column } = parsed.locate(location);
    return `${code} ${String(line)}:${String(column)}`;
  });
}

describe('broken specs', () => {
  it('begin with one that is right', () => {
    assert.deepEqual(problemsOf(RIGHT), []);
  });

  for (const [group, cases] of Object.entries({ SYNTAX, KEYS, VALUES, BETWEEN, PLANS })) {
    for (const [what, code, ...edits] of cases) {
      it(`${group.toLowerCase()}: ${code} for ${what}`, () => {
        let marked = RIGHT;
        for (let at = 0; at < edits.length; at += 2) {
          const [find = '', replacement = ''] = edits.slice(at, at + 2);
          assert.equal(RIGHT.split(find).length, 2, `${JSON.stringify(find)} is not once in the right spec`);
          marked = marked.replace(find, () => replacement);
        }
        const { text, at } = unmarked(marked);
        const problems = problemsOf(text);
        // A parser that goes on after a mistake in the syntax may stumble again.
        assert.deepEqual(group === 'SYNTAX' ? problems.slice(0, 1) : problems, [`${code} ${at}`]);
      });
    }
  }
});
