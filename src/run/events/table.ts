/**
 * The events of a run, one row each: how it is stored, what a snapshot has of it, how it gets to a panel, and how the
 * command line writes it. Session, run folder, host, panel and command line read this table, so that a new event is a
 * row here and its payload in event.ts.
 */
import { withCheckpoint } from '../checkpoints.ts';
import { findingsAt, withFinding } from './findings.ts';
import type { JournalEventType, RunEvent, RunEventType } from './event.ts';
import type { RunFacts, RunRecord, RunSink, WithFacts } from './record.ts';

/**
 * The way an event waits for a panel that is still drawing. `merged`: becomes one with those before it. `passed`: as
 * it is. `barrier`: as it is, and later events are not merged with earlier ones.
 */
export type Waiting = 'merged' | 'passed' | 'barrier';

/** The point from which a run goes on: the last step that still counts, and the number of interventions. */
export interface Rewind {
  readonly step: number;
  readonly interventions?: number;
}

/** A line of `nnspec train --json`: its fields, and the last step whose line comes before it. */
export interface EventLine {
  readonly fields: object;
  readonly after: number;
}

export interface EventRow<Type extends RunEventType, Run = RunRecord> {
  /** Stores it, before it is told. Null: nothing is stored, or the folder itself has told of it. */
  readonly stored: ((folder: RunSink, event: RunEvent<Type>, seconds: number) => Promise<void>) | null;
  /** Takes it into what snapshots are made of. Null: snapshots have nothing of it. */
  readonly snapshot: ((run: Run, event: RunEvent<Type>) => void) | null;
  /** Null: a panel is not told; what it has to know comes with the next snapshot. */
  readonly panel: Waiting | null;
  /** Null: no line, or one of several columns (see cli/trainEvents.ts). */
  readonly line: ((event: RunEvent<Type>) => EventLine) | null;
}

export interface JournalRow<Type extends JournalEventType> extends EventRow<Type, WithFacts> {
  readonly snapshot: (run: WithFacts, event: RunEvent<Type>) => void;
  /** Keeps the part of it that still counts in a run that goes on from an earlier step. */
  readonly rewind: (run: WithFacts, to: Rewind) => void;
}

type Rows = {
  readonly [Type in RunEventType]: Type extends JournalEventType ? JournalRow<Type> : EventRow<Type>;
};

export const EVENTS = {
  loading: { stored: null, snapshot: null, panel: null, line: null },
  start: { stored: null, snapshot: null, panel: null, line: null },
  frame: {
    stored: (folder, { frame }) => folder.appendFrame(frame),
    snapshot: (run, { frame }) => {
      run.addFrame(frame);
    },
    panel: 'merged',
    line: null,
  },
  epochs: {
    stored: (folder, { epochs }, seconds) => folder.appendEpochs(epochs, seconds),
    snapshot: (run, { epochs }) => {
      run.addEpochs(epochs);
    },
    panel: 'merged',
    line: null,
  },
  probe: {
    stored: (folder, { record }, seconds) => folder.appendSnapshot(record, seconds),
    snapshot: (run, { record }) => {
      run.addSnapshot(record);
    },
    panel: 'passed',
    line: null,
  },
  intervention: {
    stored: (folder, { intervention }) => folder.appendIntervention(intervention),
    snapshot: (run, { intervention, controls = run.facts.controls }) => {
      change(run, { interventions: [...run.facts.interventions, intervention], controls });
    },
    rewind: (run, { step, interventions: kept }) => {
      const { interventions } = run.facts;
      // An intervention at step n acted before n, and a checkpoint is made with it: after n − 1 steps.
      const count = kept ?? interventions.filter((made) => made.step <= step + 1).length;
      change(run, { interventions: interventions.slice(0, count) });
    },
    panel: 'barrier',
    line: ({ intervention }) => ({ fields: intervention, after: intervention.step - 1 }),
  },
  checkpoint: {
    // The folder has noted it with the last piece of its file.
    stored: null,
    snapshot: (run, { kind, step }) => {
      change(run, { checkpoints: withCheckpoint(run.facts.checkpoints, { kind, step }) });
    },
    rewind: (run, { step }) => {
      change(run, { checkpoints: run.facts.checkpoints.filter((kept) => kept.step <= step) });
    },
    panel: 'passed',
    line: null,
  },
  finding: {
    stored: (folder, { finding }) => folder.note({ event: 'finding', finding }),
    snapshot: (run, { finding }) => {
      change(run, { findings: withFinding(run.facts.findings, finding) });
    },
    rewind: (run, { step }) => {
      change(run, { findings: findingsAt(run.facts.findings, step) });
    },
    panel: 'passed',
    line: ({ finding }) => {
      const { rule, layer, since, until } = finding;
      if (until !== null)
        return { fields: { event: 'cleared', rule, layer, since, step: until }, after: until };
      const { step, value, threshold, severity, code, message } = finding;
      const fields = {
        event: 'verdict',
        rule,
        layer,
        step,
        value,
        threshold,
        severity,
        since,
        code,
        message,
      };
      return { fields, after: step };
    },
  },
  thinned: {
    // The folder has noted it before the first step that it left out.
    stored: null,
    snapshot: (run, { step, every }) => {
      change(run, { thinned: [...run.facts.thinned, { step, every }] });
    },
    rewind: (run, { step }) => {
      change(run, { thinned: run.facts.thinned.filter((thinned) => thinned.step <= step) });
    },
    panel: null,
    line: null,
  },
  status: {
    stored: (folder, { status, step }) => folder.appendPause(status === 'paused' ? 'pause' : 'resume', step),
    snapshot: (run, { status }) => {
      change(run, { status });
    },
    panel: 'barrier',
    line: null,
  },
  speed: {
    // It changes no number, and a run that goes on goes at the pace of its spec.
    stored: null,
    snapshot: (run, { stepsPerSecond }) => {
      change(run, { stepsPerSecond });
    },
    panel: 'passed',
    line: null,
  },
  end: {
    stored: (folder, { end, status }) => folder.finish(end, status),
    snapshot: (run, { end, status = end.reason }) => {
      change(run, { end, status });
    },
    rewind: (run) => {
      change(run, { end: null });
    },
    panel: 'barrier',
    line: ({ end }) => ({ fields: end, after: Infinity }),
  },
} as const satisfies Rows;

function change(run: WithFacts, facts: Partial<RunFacts>): void {
  run.facts = { ...run.facts, ...facts };
}
