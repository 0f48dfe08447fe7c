/** The contract of the format: what a spec may say of its data, and what it means where it says nothing. */
import assert from 'node:assert/strict';
import { loadSpec } from '../../../src/format/load.ts';
import { data, refused, resolved, LEAST, type Values } from './support.ts';

describe('the format: data', () => {
  it('has a default for everything that need not be said', () => {
    assert.deepEqual(resolved(), {
      formatVersion: 1,
      name: 'test',
      semantics: 'keras',
      seed: 0,
      data: {
        source: { kind: 'file', path: 'data.csv', format: 'csv' },
        features: [{ columns: '*', as: 'auto' }],
        target: { columns: ['y'], as: 'auto', positive: null },
        split: { validation: 0.2, test: 0, stratify: null, shuffle: true },
        validation: null,
        test: null,
      },
      model: {
        layers: [
          {
            type: 'dense',
            id: 'dense1',
            units: 1,
            activation: { type: 'linear' },
            useBias: true,
            kernelInitializer: { type: 'glorotUniform' },
            biasInitializer: { type: 'zeros' },
            regularizer: { l1: 0, l2: 0 },
          },
        ],
      },
      loss: { type: 'meanSquaredError' },
      metrics: [],
      optimizer: { type: 'sgd', learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0 },
      training: {
        epochs: 20,
        batchSize: 32,
        shuffle: true,
        dropLastBatch: false,
        deterministic: 'default',
        gradientClipping: { kind: 'none' },
        learningRateSchedule: { type: 'constant', warmupSteps: 0 },
        earlyStopping: null,
        checkpoint: { everyEpochs: 0, keep: 3, best: 'validation.loss' },
        initialWeights: null,
      },
      health: resolved({ health: {} }).health,
    });
  });

  it('takes comments, trailing commas, a byte order mark and $schema', () => {
    const text = `\uFEFF/* one */ ${JSON.stringify({ $schema: 'x', ...LEAST }).slice(0, -1)}, // two\n}`;
    assert.deepEqual(loadSpec(text, 'x.nnspec.json').problems, []);
  });

  it('names a run after its file unless it has a name', () => {
    assert.equal(resolved().name, 'test');
    assert.equal(resolved({ name: 'Reuters topics' }).name, 'Reuters topics');
  });

  describe('sources', () => {
    const sourceOf = (source: unknown, more: Values = {}) =>
      resolved({ data: { source, target: 'y', ...more } }).data.source;
    const ownTarget = (source: unknown) => resolved({ data: { source } }).data.source;

    for (const [name, format] of Object.entries({
      'a.csv': 'csv',
      'a.tsv': 'tsv',
      'a.json': 'json',
      'a.jsonl': 'jsonl',
      'a.npy': 'npy',
      'a.npz': 'npz',
      'a.parquet': 'parquet',
      'a.csv.gz': 'csv',
      'A.CSV': 'csv',
      '/x/b.jsonl.gz': 'jsonl',
    })) {
      it(`is ${format} by the name ${name}`, () => {
        assert.deepEqual(sourceOf(name), { kind: 'file', path: name, format });
      });
    }
    it('has the format that is said', () => {
      assert.deepEqual(sourceOf('a.txt', { format: 'tsv' }), { kind: 'file', path: 'a.txt', format: 'tsv' });
      assert.deepEqual(sourceOf('a.csv', { format: 'tsv' }), { kind: 'file', path: 'a.csv', format: 'tsv' });
    });
    it('is a pair of IDX files, with or without their format', () => {
      const pair = { images: 'i.gz', labels: 'l.gz' };
      assert.deepEqual(ownTarget(pair), { kind: 'idx', ...pair });
      assert.deepEqual(resolved({ data: { source: pair, format: 'idx' } }).data.source, {
        kind: 'idx',
        ...pair,
      });
    });
    for (const [name, classes] of Object.entries({
      xor: 2,
      spiral: 3,
      moons: 2,
      circles: 2,
      gaussians: 3,
      line: 0,
      sine: 0,
    })) {
      it(`is built in as ${name}`, () => {
        const usual = { kind: 'builtin', name, classes };
        assert.deepEqual(ownTarget({ builtin: name }), { ...usual, samples: 400, noise: 0.1 });
        assert.deepEqual(ownTarget({ builtin: name, samples: 30, noise: 0 }), {
          ...usual,
          samples: 30,
          noise: 0,
        });
      });
    }
    it('is built in with a number of classes', () => {
      const source = { builtin: 'spiral', samples: 300, noise: 0.2, classes: 5 };
      assert.deepEqual(ownTarget(source), {
        kind: 'builtin',
        name: 'spiral',
        samples: 300,
        noise: 0.2,
        classes: 5,
      });
      assert.match(refused({ data: { source: { builtin: 'line', classes: 2 } } }), /^NN-SPEC-RANGE/);
    });
    it('is in the spec itself', () => {
      const inline = { x: [[0.1, 0.2]], y: [[0.4, 0.6]] };
      assert.deepEqual(ownTarget({ inline }), { kind: 'inline', ...inline });
    });
    it('needs a target where it is a file, and only there', () => {
      assert.match(refused({ data: { source: 'a.csv' } }), /^NN-SPEC-MISSING-KEY/);
      assert.match(refused({ data: { source: { builtin: 'sine' }, target: 'y' } }), /^NN-SPEC-TARGET/);
    });
  });

  describe('features', () => {
    const featuresOf = (features: unknown) => resolved(data({ features })).data.features;

    it('are all columns, a list of columns, or what each is', () => {
      assert.deepEqual(featuresOf('*'), [{ columns: '*', as: 'auto' }]);
      assert.deepEqual(featuresOf(['a', 'b']), [
        { columns: ['a'], as: 'auto' },
        { columns: ['b'], as: 'auto' },
      ]);
      assert.deepEqual(
        featuresOf([{ column: 'a' }, { columns: ['b', 'c'], as: 'category' }, { columns: '*' }]),
        [
          { columns: ['a'], as: 'auto' },
          { columns: ['b', 'c'], as: 'category' },
          { columns: '*', as: 'auto' },
        ],
      );
      assert.deepEqual(featuresOf({ columns: '*', as: 'category' }), [{ columns: '*', as: 'category' }]);
    });
    it('are numbers, scaled in one of four ways', () => {
      assert.deepEqual(featuresOf([{ column: 'a', as: 'number' }]), [
        { columns: ['a'], as: 'number', normalize: 'none' },
      ]);
      for (const normalize of ['none', 'standard', 'minMax', { scale: 0.5 }]) {
        assert.deepEqual(featuresOf([{ column: 'a', as: 'number', normalize }]), [
          { columns: ['a'], as: 'number', normalize },
        ]);
      }
    });
    it('are text', () => {
      const usual = {
        columns: ['a'],
        as: 'text',
        mode: 'multiHot',
        vocabulary: 10_000,
        tokenizer: 'word',
        ngrams: [1, 1],
        lowercase: true,
        minCount: 1,
      };
      assert.deepEqual(featuresOf([{ column: 'a', as: 'text' }]), [usual]);
      const more = {
        tokenizer: 'charNgram',
        ngrams: [1, 3],
        lowercase: false,
        minCount: 2,
        mode: 'tfidf',
        vocabulary: 50,
      };
      assert.deepEqual(featuresOf([{ column: 'a', as: 'text', ...more }]), [{ ...usual, ...more }]);
      for (const mode of ['multiHot', 'count', 'tfidf'])
        assert.deepEqual(featuresOf([{ column: 'a', as: 'text', mode }]), [{ ...usual, mode }]);
      for (const tokenizer of ['word', 'char'])
        assert.deepEqual(featuresOf([{ column: 'a', as: 'text', tokenizer }]), [{ ...usual, tokenizer }]);
    });
    it('are not sequences yet', () => {
      assert.match(
        refused(data({ features: [{ column: 'a', as: 'sequence' }] })),
        /^NN-SPEC-PLANNED.*"sequence"/,
      );
      assert.match(refused(data({ augment: [{ type: 'flip' }] })), /^NN-SPEC-PLANNED.*`augment`/);
    });
  });

  it('has a target of one column, or of several', () => {
    const targetOf = (target: unknown) => resolved(data({ target })).data.target;
    assert.deepEqual(targetOf('y'), { columns: ['y'], as: 'auto', positive: null });
    assert.deepEqual(targetOf(['a', 'b']), { columns: ['a', 'b'], as: 'auto', positive: null });
    for (const as of ['category', 'binary', 'number'])
      assert.deepEqual(targetOf({ column: 'y', as }), { columns: ['y'], as, positive: null });
    assert.deepEqual(targetOf({ columns: ['a', 'b'], as: 'number' }), {
      columns: ['a', 'b'],
      as: 'number',
      positive: null,
    });
    assert.deepEqual(targetOf({ column: 'y', as: 'binary', positive: 'yes' }), {
      columns: ['y'],
      as: 'binary',
      positive: 'yes',
    });
    for (const as of ['category', 'binary'])
      assert.deepEqual(targetOf({ columns: ['a', 'b'], as }), { columns: ['a', 'b'], as, positive: null });
    assert.match(
      refused(data({ target: { columns: ['a', 'b'], as: 'binary', positive: 1 } })),
      /^NN-SPEC-CONFLICT.*one target column/,
    );
  });

  it('splits by shares, or takes sources of their own', () => {
    const { split } = resolved(data({ split: { test: 0.1, stratify: false, shuffle: false } })).data;
    assert.deepEqual(split, { validation: 0.2, test: 0.1, stratify: false, shuffle: false });
    const own = resolved(data({ validation: { source: 'v.csv' }, test: { source: 't.tsv' } })).data;
    assert.equal(own.split.validation, 0);
    assert.deepEqual(own.validation, { kind: 'file', path: 'v.csv', format: 'csv' });
    assert.deepEqual(own.test, { kind: 'file', path: 't.tsv', format: 'tsv' });
  });
});
