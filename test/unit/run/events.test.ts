import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isJournalEvent,
  lineOf,
  messageOf,
  rewind,
  storeEvent,
  takeEvent,
  takeLine,
} from '../../../src/run/events/dispatch.ts';
import type { JournalEvent, RunEvent } from '../../../src/run/events/event.ts';
import { factsOf, firstFacts, snapshotOfFacts, type RunRecord } from '../../../src/run/events/record.ts';
import { EVENTS } from '../../../src/run/events/table.ts';
import type { RunSnapshot } from '../../../src/run/snapshot.ts';

const intervention = (step: number) => ({ step, epoch: 1, path: 'training.epochs', from: 1, to: step });
const END = { reason: 'completed', epochs: 1, steps: 9, seconds: 1 } as const;

function newRecord(): RunRecord & { readonly added: string[] } {
  const added: string[] = [];
  const add = (what: string) => () => void added.push(what);
  return {
    facts: firstFacts([]),
    added,
    addFrame: add('frame'),
    addEpochs: add('epochs'),
    addSnapshot: add('probe'),
  };
}

const anyEvent: fc.Arbitrary<RunEvent> = fc
  .nat(20)
  .chain((step) =>
    fc.constantFrom<RunEvent>(
      { type: 'intervention', intervention: intervention(step) },
      { type: 'checkpoint', kind: 'best', step },
      { type: 'checkpoint', kind: 'epoch', step },
      { type: 'thinned', step, every: 2 },
      { type: 'end', end: END },
    ),
  );

function stepOf(event: RunEvent): number {
  if (event.type === 'intervention') return event.intervention.step;
  return 'step' in event ? event.step : 0;
}

describe('the table of events', () => {
  it('makes the same facts of events as they happen and of the lines of a journal', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), fc.nat(20), (unordered, step) => {
        const events = unordered.toSorted((a, b) => stepOf(a) - stepOf(b));
        const live = newRecord();
        const read = newRecord();
        for (const event of events) {
          takeEvent(live, event);
          const { type, ...payload } = event;
          const line = { time: '', event: type, ...payload } as unknown as JournalEvent;
          assert.ok(isJournalEvent(line));
          takeLine(read, line);
        }
        assert.deepEqual(read.facts, live.facts);
        rewind(read, { step });
        const { interventions, checkpoints, end } = snapshotOfFacts(read.facts);
        assert.ok(interventions.every((made) => made.step <= step + 1));
        assert.ok(checkpoints.every((kept) => kept.step <= step));
        assert.equal(end, null);
      }),
    );
  });

  it('keeps as many interventions as a restart says', () => {
    const run = newRecord();
    for (const step of [3, 3, 4])
      takeEvent(run, { type: 'intervention', intervention: intervention(step), controls: [] });
    rewind(run, { step: 2, interventions: 1 });
    assert.equal(run.facts.interventions.length, 1);
  });

  it('says what is told to a panel, with the run it is of', () => {
    assert.deepEqual(messageOf('a', { type: 'end', end: END }), { type: 'end', end: END, runId: 'a' });
    assert.equal(messageOf('a', { type: 'thinned', step: 1, every: 2 }), null);
    assert.equal(messageOf('a', { type: 'loading', done: 1, total: 2 }), null);
  });

  it('writes what a line of --json has, after the steps before it', () => {
    const change = { type: 'intervention', intervention: intervention(5) } as const;
    assert.deepEqual(lineOf(change), { fields: change.intervention, after: 4 });
    assert.equal(lineOf({ type: 'status', status: 'paused', step: 3 }), null);
  });

  it('stores a pause where it was, and the end with its status', async () => {
    const calls: unknown[] = [];
    const note =
      (name: string) =>
      (...args: readonly unknown[]) => {
        calls.push([name, ...args]);
        return Promise.resolve();
      };
    const folder = {
      appendFrame: note('frame'),
      appendEpochs: note('epochs'),
      appendSnapshot: note('probe'),
      appendIntervention: note('intervention'),
      appendPause: note('pause'),
      note: note('note'),
      finish: note('finish'),
    };
    await storeEvent(folder, { type: 'status', status: 'paused', step: 3 }, 1);
    await storeEvent(folder, { type: 'checkpoint', kind: 'best', step: 3 }, 1);
    await storeEvent(folder, { type: 'end', end: END, status: 'interrupted' }, 1);
    assert.deepEqual(calls, [
      ['pause', 'pause', 3],
      ['finish', END, 'interrupted'],
    ]);
  });

  it('takes facts from a snapshot and gives them back', () => {
    const facts = { ...firstFacts([]), thinned: [{ step: 4, every: 2 }] };
    assert.deepEqual(factsOf(snapshotOfFacts(facts) as RunSnapshot), facts);
  });

  it('has a way back for each line of a journal, and for nothing else', () => {
    const kept = Object.entries(EVENTS).flatMap(([type, row]) => ('rewind' in row ? [type] : []));
    assert.deepEqual(kept, ['intervention', 'checkpoint', 'finding', 'thinned', 'end']);
    assert.ok(!isJournalEvent({ event: 'epochs' }) && !isJournalEvent({ event: 'toString' }));
  });
});
