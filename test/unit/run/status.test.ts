import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunStatus } from '../../../src/run/run.ts';
import {
  canResume,
  hasFinished,
  isGoing,
  RUN_STATUSES,
  statusInText,
  statusWord,
} from '../../../src/run/status.ts';
import { STRINGS } from '../../../webview/strings.ts';

const STATUSES = Object.keys(RUN_STATUSES) as RunStatus[];
const root = resolve(import.meta.dirname, '../../..');

describe('the status of a run', () => {
  it('is going until the run is over, and then finished or cut short', () => {
    assert.deepEqual(STATUSES.filter(isGoing), ['queued', 'preparing', 'running', 'paused']);
    assert.deepEqual(STATUSES.filter(hasFinished), ['completed', 'earlyStopping']);
    assert.deepEqual(STATUSES.filter(canResume), ['stopped', 'failed', 'interrupted']);
  });

  it('has words, which are translated', () => {
    assert.equal(statusWord('earlyStopping'), 'Stopped early');
    assert.equal(statusInText('earlyStopping'), 'stopped early');
    for (const status of STATUSES) assert.ok(STRINGS.includes(statusWord(status)), status);
  });

  it('has its words in one place', () => {
    const files = ['src', 'webview'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name)),
    );
    const own = new RegExp(`case '(${STATUSES.join('|')})':\\s*return [\\w.]*\\bt\\('`);
    assert.deepEqual(
      files.filter((file) => own.test(readFileSync(join(root, file), 'utf8'))),
      // The sentences about the end of a run.
      ['src/app/runs/runText.ts'],
    );
  });
});
