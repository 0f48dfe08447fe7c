import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { changed, fixChange, valuesChange } from '../../../../src/app/edits/specEdit.ts';

const SPEC = `{
  // how fast
  "optimizer": { "type": "adma" }, // the best?
  "extra": 1
}
`;

const INDENTATION = { tabSize: 2, insertSpaces: true };

function apply(text: string, fix: Parameters<typeof fixChange>[1]): string {
  return changed(text, fixChange(text, fix, INDENTATION));
}

describe('a Quick Fix as an edit', () => {
  it('replaces a value and keeps every comment', () => {
    const fixed = apply(SPEC, { title: { row: 'adam' }, path: ['optimizer', 'type'], value: 'adam' });
    assert.equal(fixed, SPEC.replace('adma', 'adam'));
  });

  it('touches no more than what differs', () => {
    const change = fixChange(
      SPEC,
      { title: { row: '' }, path: ['optimizer', 'type'], value: 'adam' },
      INDENTATION,
    );
    assert.deepEqual(SPEC.slice(change.start, change.end).length <= 4, true);
  });

  it('removes a key', () => {
    const fixed = apply(SPEC, { title: { row: 'remove' }, path: ['extra'], value: undefined });
    assert.deepEqual(parse(fixed), { optimizer: { type: 'adma' } });
    assert.match(fixed, /how fast/);
  });

  it('gives a key another name and keeps its value as it is written', () => {
    const fix = { title: { row: 'rename' }, path: ['extra'], value: undefined, renameTo: 'seed' };
    assert.equal(apply(SPEC, fix), SPEC.replace('extra', 'seed'));
  });

  it('adds a key with the line ends of the file', () => {
    const fixed = apply(SPEC.replaceAll('\n', '\r\n'), {
      title: { row: 'add' },
      path: ['formatVersion'],
      value: 1,
    });
    assert.deepEqual(parse(fixed), { optimizer: { type: 'adma' }, extra: 1, formatVersion: 1 });
    assert.doesNotMatch(fixed, /[^\r]\n/);
  });

  it('adds a key after the comments of the last one, and leaves every line as it is', () => {
    const text = `// all
{
\t"training": { "epochs": 7, "batchSize": 10 }, // long
\t"optimizer": { "type": "sgd" } /* slow */ // really
\t// the end
}
`;
    const add = (path: string[], value: unknown): string => apply(text, { title: { row: '' }, path, value });
    const short = add(['compare'], { optimizers: ['sgd', 'adam'], seeds: 3 });
    assert.equal(
      short,
      text.replace(
        '} /* slow */ // really',
        '}, /* slow */ // really\n\t"compare": { "optimizers": ["sgd", "adam"], "seeds": 3 }',
      ),
    );
    const many = Array.from({ length: 12 }, (_, index) => `optimizer${index}`);
    const long = add(['compare'], { optimizers: many, seeds: 3 });
    assert.ok(long.includes('\n\t"compare": {\n\t\t"optimizers": [\n\t\t\t"optimizer0",\n'), long);
    assert.ok(long.includes('\n\t\t],\n\t\t"seeds": 3\n\t}\n\t// the end\n}'), long);
    const inLine = add(['optimizer', 'learningRate'], 0.1);
    assert.equal(inLine, text.replace('"sgd" }', '"sgd", "learningRate": 0.1 }'));
    // Written again, it is laid out in the same way.
    const again = apply(long, { title: { row: '' }, path: ['compare'], value: { optimizers: ['sgd'] } });
    assert.ok(again.includes('\t"compare": { "optimizers": ["sgd"] }\n'), again);
  });

  it('adds a key where the last one ends with a comma', () => {
    const fixed = apply('{\n  "extra": 1, // one\n}\n', { title: { row: '' }, path: ['seed'], value: 2 });
    assert.equal(fixed, '{\n  "extra": 1, // one\n  "seed": 2\n}\n');
  });

  it('puts the value where it is told, whatever the text and the value', () => {
    const objects = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(objects, fc.string({ minLength: 1 }), fc.jsonValue(), (spec, key, value) => {
        const text = JSON.stringify(spec, null, 2);
        // jsonc-parser leaves a key of this name out at any depth, as JSON.parse would not.
        fc.pre(![text, key, JSON.stringify(value)].some((part) => part.includes('__proto__')));
        const wanted: unknown = JSON.parse(JSON.stringify({ ...spec, [key]: value }));
        assert.deepEqual(parse(apply(text, { title: { row: '' }, path: [key], value })), wanted);
      }),
    );
  });
});

describe('live values as an edit', () => {
  const applyValues = (text: string, values: Parameters<typeof valuesChange>[1]): string => {
    return changed(text, valuesChange(text, values, INDENTATION));
  };

  it('are written all at once', () => {
    const written = applyValues(SPEC, [
      { path: ['optimizer', 'type'], value: 'adam' },
      { path: ['optimizer', 'learningRate'], value: 0.01 },
      { path: ['extra'], value: 2 },
    ]);
    assert.deepEqual(parse(written), { optimizer: { type: 'adam', learningRate: 0.01 }, extra: 2 });
    assert.match(written, /how fast/);
    assert.match(written, /the best\?/);
  });

  it('make a name a thing with settings first', () => {
    const written = applyValues('{ "optimizer": "adam" }', [
      { path: ['optimizer', 'learningRate'], value: 0.01 },
    ]);
    assert.deepEqual(parse(written), { optimizer: { type: 'adam', learningRate: 0.01 } });
  });

  it('make the objects that lead to them', () => {
    const written = applyValues('{ "model": { "layers": [{ "units": 2 }] } }', [
      { path: ['model', 'layers', 0, 'regularizer', 'l2'], value: 0.001 },
    ]);
    assert.deepEqual(parse(written), { model: { layers: [{ units: 2, regularizer: { l2: 0.001 } }] } });
  });
});
