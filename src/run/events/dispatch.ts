/** The only places where an event meets its row of the table. */
import type { JournalEvent, JournalEventType, RunEvent, RunEventType } from './event.ts';
import type { RunRecord, RunSink, WithFacts } from './record.ts';
import {
  EVENTS,
  type EventLine,
  type EventRow,
  type JournalRow,
  type Rewind,
  type Waiting,
} from './table.ts';

/** Types of the events that a panel is told as they happen. */
export type ToldType = {
  [Type in RunEventType]: (typeof EVENTS)[Type]['panel'] extends null ? never : Type;
}[RunEventType];

/** An event with the run that it happened to, as a panel that shows several gets it. */
export type RunMessage<Type extends ToldType = ToldType> = {
  [One in Type]: RunEvent<One> & { readonly runId: string };
}[Type];

function rowOf<Type extends RunEventType>({ type }: { readonly type: Type }): EventRow<Type> {
  return EVENTS[type] as unknown as EventRow<Type>;
}

/** The rows of those events that a journal keeps. */
const JOURNAL_ROWS = Object.values(EVENTS).flatMap((row) => ('rewind' in row ? [row] : []));

/** Stores an event in the run folder; `seconds` of training so far. */
export async function storeEvent(folder: RunSink, event: RunEvent, seconds: number): Promise<void> {
  await rowOf(event).stored?.(folder, event, seconds);
}

/** Takes an event into what is known of its run. */
export function takeEvent(run: RunRecord, event: RunEvent): void {
  rowOf(event).snapshot?.(run, event);
}

/** The message for a panel that shows the run; null if there is none. */
export function messageOf(runId: string, event: RunEvent): RunMessage | null {
  return isTold(event) ? { ...event, runId } : null;
}

function isTold(event: RunEvent): event is RunEvent<ToldType> {
  return rowOf(event).panel !== null;
}

/** The way a message waits for a busy panel; null if it is not an event of a run. */
export function waitingOf({ type }: { readonly type: string }): Waiting | null {
  return Object.hasOwn(EVENTS, type) ? EVENTS[type as RunEventType].panel : null;
}

/** The line of `nnspec train --json`; null if the event has none of its own. */
export function lineOf(event: RunEvent): EventLine | null {
  return rowOf(event).line?.(event) ?? null;
}

/** True if a line of a journal is an event. */
export function isJournalEvent(line: { readonly event: string }): line is JournalEvent {
  return Object.hasOwn(EVENTS, line.event) && 'rewind' in EVENTS[line.event as RunEventType];
}

/** Takes a line of a journal into the facts of its run. */
export function takeLine(run: WithFacts, { event: type, ...payload }: JournalEvent): void {
  const row = EVENTS[type] as JournalRow<JournalEventType>;
  row.snapshot(run, { type, ...payload } as RunEvent<JournalEventType>);
}

/** Takes back what does not count any more in a run that goes on from an earlier step. */
export function rewind(run: WithFacts, to: Rewind): void {
  for (const row of JOURNAL_ROWS) row.rewind(run, to);
}
