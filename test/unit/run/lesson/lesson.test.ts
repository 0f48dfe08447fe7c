import assert from 'node:assert/strict';
import { NnError } from '../../../../src/base/errors.ts';
import { parseLesson, readableText } from '../../../../src/run/lesson/lesson.ts';

const block = (task: unknown): string =>
  `\`\`\`nntask\n${typeof task === 'string' ? task : JSON.stringify(task)}\n\`\`\`\n`;
const NUMBER = { id: 'a', kind: 'number', question: 'How much?', spec: 's.nnspec.json', ask: 'loss' };
const CHOICE = {
  id: 'b',
  kind: 'choice',
  question: 'Which?',
  options: [{ text: 'one', right: true }, { text: 'two' }],
};

describe('a lesson', () => {
  it('has a title and its tasks in order', () => {
    const text = `# Losses\n\nSome text.\n\n${block(NUMBER)}\nMore.\n\n${block({ ...CHOICE })}`;
    const { title, tasks } = parseLesson(text);
    assert.equal(title, 'Losses');
    assert.deepEqual(tasks[0], { ...NUMBER, sample: 0 });
    assert.deepEqual(
      tasks.map(({ id, kind }) => [id, kind]),
      [
        ['a', 'number'],
        ['b', 'choice'],
      ],
    );
    const readable = readableText(text);
    assert.ok(
      readable.includes('> [a] How much?') && readable.includes('   2. two') && !readable.includes('nntask'),
    );
  });

  it('may ask about a whole batch, and comes with either kind of line end', () => {
    const text = `# T\r\n${block({ ...NUMBER, sample: null })}`.replaceAll('\n', '\r\n');
    assert.deepEqual(parseLesson(text).tasks[0], { ...NUMBER, sample: null });
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ['no task', '# T\n', 'no task'],
    ['broken JSON', block('{'), 'line 1'],
    ['a list', block([]), 'no JSON object'],
    [
      'no question',
      `\n${block({ ...NUMBER, question: ' ' })}`,
      'line 2 of the lesson has no valid "question"',
    ],
    ['a strange kind', block({ ...NUMBER, kind: 'guess' }), 'of the kind guess'],
    ['a strange sample', block({ ...NUMBER, sample: -1 }), '"sample"'],
    [
      'two right options',
      block({
        ...CHOICE,
        options: [
          { text: 'a', right: true },
          { text: 'b', right: true },
        ],
      }),
      '"options"',
    ],
    ['an id twice', block(NUMBER) + block(NUMBER), 'the id a of an earlier one'],
  ];
  for (const [what, text, part] of wrong) {
    it(`is refused with ${what}, and says where`, () => {
      assert.throws(
        () => parseLesson(text),
        (error) => NnError.is(error, 'NN-LESSON-TASK') && error.message.includes(part),
      );
    });
  }
});
