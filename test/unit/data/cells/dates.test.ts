import assert from 'node:assert/strict';
import { parseDate, parseTime, partOf } from '../../../../src/data/cells/dates.ts';
import { loadDataset, encodeRows } from '../../../../src/data/load.ts';
import type { DataEncoder } from '../../../../src/data/types.ts';
import { hostOf, inputsOf, load, problemOf, specOf } from '../support.ts';

const DAY = 86_400_000;

describe('dates', () => {
  it('are read in their order, if there is such a day', () => {
    const day = { year: 2024, month: 2, day: 29, hour: 0, minute: 0, second: 0 };
    for (const text of ['2024-02-29', '2024/2/29', '2024.02.29', '20240229', ' 2024년 2월 29일 ']) {
      assert.deepEqual(parseDate(text, 'ymd'), day, text);
    }
    assert.deepEqual(parseDate('29.02.2024', 'dmy'), day);
    assert.deepEqual(parseDate('2/29/2024', 'mdy'), day);
    const moment = { ...day, hour: 13, minute: 5, second: 7.25 };
    for (const text of [
      '2024-02-29T13:05:07.25Z',
      '2024-02-29 13:05:07.25+09:00',
      '2024-02-29 1:05:07.25 PM',
    ]) {
      assert.deepEqual(parseDate(text, 'ymd'), moment, text);
    }
    for (const text of [
      '2023-02-29',
      '2024-13-01',
      '24-01-01',
      '2024-1',
      'x2024-01-01',
      '2024-01-01 25:00',
      '2024-01/02',
    ]) {
      assert.equal(parseDate(text, 'ymd'), null, text);
    }
    assert.equal(parseTime('24:00'), null);
    assert.equal(parseTime('9:05 pm')?.hour, 21);
  });

  it('have the parts that the calendar of the platform says', () => {
    for (let days = -40_000; days < 40_000; days += 17) {
      const date = new Date(days * DAY);
      const moment = parseDate(date.toISOString(), 'ymd');
      assert.ok(moment);
      assert.equal(partOf(moment, 'dayOfWeek'), date.getUTCDay() || 7);
      assert.equal(partOf(moment, 'daysSince1970'), days);
      assert.equal(partOf(moment, 'month'), date.getUTCMonth() + 1);
      const first = Date.UTC(date.getUTCFullYear(), 0, 1);
      assert.equal(partOf(moment, 'dayOfYear'), (days * DAY - first) / DAY + 1);
    }
  });

  it('become the parts that the spec asks for, also in validation and new rows', async () => {
    const files = {
      'd.csv': 'day,y\n2024-01-01,1\n2024-01-03,2\n',
      'v.csv': 'day,y\n2024-02-04T12:00:00,1\n',
      'new.csv': 'day\n20240205\n',
    };
    const day = { column: 'day', as: 'date', parts: ['month', 'dayOfWeek', 'hour'], normalize: { scale: 2 } };
    const data = { source: 'd.csv', target: 'y', features: day, validation: { source: 'v.csv' } };
    const dataset = await loadDataset(specOf(data, 'meanSquaredError'), hostOf(files));
    assert.deepEqual(dataset.shape.featureNames, ['day.month', 'day.dayOfWeek', 'day.hour']);
    assert.deepEqual(inputsOf(dataset.validation), [4, 14, 24]);
    const encoder = JSON.parse(JSON.stringify(dataset.encoder)) as DataEncoder;
    const source = { kind: 'file', path: 'new.csv', format: 'csv' } as const;
    const { x } = await encodeRows(encoder, source, hostOf(files), 'd.csv');
    assert.deepEqual(Array.from(x.values), [4, 2, 0]);
  });

  it('say where there is none, and in which order there would be one', async () => {
    const features = { column: 'day', as: 'date' };
    const data = { source: 'd.csv', target: 'y', features, split: { validation: 0 } };
    const at = { kind: 'file', file: 'd.csv', line: 3, column: 1 };
    for (const [bad, code, says] of [
      ['31.01.2024', 'NN-DATA-NOT-A-DATE', '"order": "dmy"'],
      ['2024-02-30', 'NN-DATA-NOT-A-DATE', 'Write it as'],
      ['10:30', 'NN-DATA-NOT-A-DATE', '"hour"'],
      ['NA', 'NN-DATA-MISSING-VALUE', '"missing": "dropRow", "mean"'],
    ] as const) {
      const problem = await problemOf(
        load(data, { 'd.csv': `day,y\n2024-01-01,1\n${bad},2\n` }, 'meanSquaredError'),
      );
      assert.deepEqual([problem.code, problem.location], [code, at]);
      assert.ok(problem.message.includes(says), problem.message);
    }
  });
});
