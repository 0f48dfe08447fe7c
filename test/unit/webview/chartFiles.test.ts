/** What a chart tells in words and in files: the read-out under the pointer and the CSV. */
import assert from 'node:assert/strict';
import { linesCsv } from '../../../webview/chart/csv.ts';
import { columnLine, pointLine } from '../../../webview/chart/lines.ts';
import { RunData } from '../../../webview/data/runData.ts';

function run(losses: readonly number[]): RunData {
  const data = new RunData(['loss'], 10);
  data.fill({
    sequence: 0,
    firstStep: 1,
    count: losses.length,
    values: Float64Array.from(losses).buffer,
    epochs: new Float64Array(losses.length).buffer,
    seconds: Float64Array.from(losses, (_, index) => index / 10).buffer,
  });
  return data;
}

describe('a line of a chart', () => {
  const data = run([3, NaN, 0.1, 2.5e-7]);
  const loss = data.column('loss');
  assert.ok(loss);
  const style = { id: 'training', label: 'training, "raw"', color: '#000' };

  it('is saved with every recorded value in view, gaps empty', () => {
    const lines = [
      columnLine(data, 'step', loss, style),
      pointLine([{ x: 4, y: 0.5 }], { ...style, label: 'v' }),
    ];
    const csv = linesCsv(lines, 'step', { min: 2, max: 4 }, 'smoothed');
    assert.equal(
      csv,
      'line,step,value\r\n"training, ""raw""",2,\r\n"training, ""raw""",3,0.1\r\n"training, ""raw""",4,2.5e-7\r\nv,4,0.5\r\n',
    );
  });

  it('is saved beside its smoothed form under two names', () => {
    const plain = { ...style, label: 'loss' };
    const lines = [
      columnLine(data, 'step', loss, { ...plain, behind: true }),
      columnLine(data, 'step', loss, plain),
    ];
    const names = linesCsv(lines, 'step', { min: 1, max: 1 }, 'smoothed').split('\r\n').slice(1, 3);
    assert.deepEqual(names, ['loss,1,3', 'loss smoothed,1,3']);
  });

  it('has no value where it has ended, though another run goes on', () => {
    const line = columnLine(data, 'step', loss, style);
    assert.equal(line.at(4)?.x, 4);
    assert.equal(line.at(400), null);
    const points = pointLine(
      [10, 20, 30].map((x) => ({ x, y: x })),
      style,
    );
    assert.equal(points.at(24)?.y, 20);
    assert.equal(points.at(25.1)?.y, 30);
    assert.equal(points.at(39)?.y, 30);
    assert.equal(points.at(41), null);
    assert.equal(pointLine([], style).at(1), null);
  });
});
