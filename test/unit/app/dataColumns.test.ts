import assert from 'node:assert/strict';
import { columnRange, headerColumns, tableSource } from '../../../src/app/dataColumns.ts';

/** The text without its `|`, and where it was. */
function cursor(marked: string): [text: string, offset: number] {
  const offset = marked.indexOf('|');
  return [marked.slice(0, offset) + marked.slice(offset + 1), offset];
}

describe('columns of the data', () => {
  it('are offered where the spec names one, in place of the string under the cursor', () => {
    for (const marked of [
      '{"data":{"target":"sp|"}}',
      '{"data":{"target":{"column":"sp|"}}}',
      '{"data":{"features":["a","sp|"]}}',
      '{"data":{"features":[{"columns":["sp|"],"as":"number"}]}}',
    ]) {
      const [text, offset] = cursor(marked);
      const place = columnRange(text, offset);
      assert.ok(place, marked);
      assert.equal(text.slice(place.start, place.end), '"sp"', marked);
    }
  });

  it('are offered where a value is still missing', () => {
    const [text, offset] = cursor('{"data":{"target": |}}');
    assert.deepEqual(columnRange(text, offset), { start: offset, end: offset });
  });

  it('are not offered anywhere else', () => {
    for (const marked of [
      '{"data":{"source":"a|"}}',
      '{"data":{"target":{"as":"n|"}}}',
      '{"data":{"features":[{"as":"n|"}]}}',
      '{"data":{"tar|"}}',
      '{"loss":"m|"}',
    ]) {
      assert.equal(columnRange(...cursor(marked)), null, marked);
    }
  });

  it('come from the first line, quotes and all', () => {
    assert.deepEqual(headerColumns('\uFEFFa,"b, c","d ""e""",f\r\n1,2,3,4\n', ','), [
      'a',
      'b, c',
      'd "e"',
      'f',
    ]);
    assert.deepEqual(headerColumns('id\tdocument\tlabel\n', '\t'), ['id', 'document', 'label']);
    assert.deepEqual(headerColumns('', ','), []);
  });

  it('are read from tables only', () => {
    assert.deepEqual(tableSource('{"data":{"source":"x/iris.csv",}}'), {
      path: 'x/iris.csv',
      delimiter: ',',
    });
    assert.deepEqual(tableSource('{"data":{"source":"r.TSV"}}'), { path: 'r.TSV', delimiter: '\t' });
    for (const text of ['', '[]', '{"data":{"source":{"builtin":"xor"}}}', '{"data":{"source":"a.npz"}}']) {
      assert.equal(tableSource(text), null, text);
    }
  });
});
