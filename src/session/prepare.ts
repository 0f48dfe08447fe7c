/** From a spec's text to a worker that has its data and its plan. */
import type { Param } from '../base/problems/text.ts';
import { sentence } from '../base/problems/data.ts';
import { dirname } from 'node:path';
import { NnError, problemError } from '../base/errors.ts';
import type { KnownData } from '../plan/dataFacts.ts';
import type { Plan } from '../plan/types.ts';
import type { WorkerEvent } from '../protocol/worker.ts';
import { withoutComparison } from '../format/keys/compare.ts';
import { loadSpec } from '../format/load.ts';
import type { ResolvedSpec } from '../format/types.ts';
import { locateProblems, problemsOfError } from './locate.ts';
import type { LocatedProblem, SessionOptions } from './types.ts';
import { Patience } from './worker/patience.ts';
import { WorkerClient, type WorkerClientOptions } from './worker/workerClient.ts';

type Parsed = ReturnType<typeof loadSpec>['parsed'];

/** The part of a session's options that checking needs. */
export type CheckOptions = Pick<
  SessionOptions,
  | 'specPath'
  | 'specText'
  | 'overrides'
  | 'workerPath'
  | 'memoryLimit'
  | 'background'
  | 'allowedRoots'
  | 'signal'
> & {
  /** Of a run that goes on or is repeated. */
  readonly known?: KnownData;
};

export interface PreparedWorker {
  readonly problems: readonly LocatedProblem[];
  readonly parsed: Parsed;
  readonly worker?: WorkerClient;
  readonly plan?: Plan;
}

/**
 * Parses the spec and, if it is right, loads its data in a new worker, which lives in a thread or process (`home`). A
 * worker that shows no sign of life while it loads is ended, with NN-DATA-TIMEOUT.
 */
export async function prepareWorker(
  options: CheckOptions,
  home: WorkerClientOptions['home'],
  onEvents: (events: readonly WorkerEvent[]) => void,
  onDeath: (reason: NnError) => void = () => undefined,
): Promise<PreparedWorker> {
  const { specPath, specText, workerPath, memoryLimit, allowedRoots, background = false, known } = options;
  const { parsed, problems, spec } = loadSpec(specText, specPath, options.overrides);
  const located = locateProblems(problems, parsed, specPath);
  if (!spec) return { problems: located, parsed };
  if (options.signal?.aborted === true) return { problems: located, parsed };
  if (home === 'thread' && isReadByOthers(spec)) {
    const tried = await prepareWorker(options, 'process', onEvents);
    await tried.worker?.terminate();
    if (!tried.worker) return tried;
  }
  const patience = new Patience((reason) => void worker.terminate(reason));
  const hear = (events: readonly WorkerEvent[]): void => {
    patience.hear(events);
    onEvents(events);
  };
  const worker = new WorkerClient({ workerPath, home, memoryLimit, onEvents: hear, onDeath });
  try {
    const baseDir = dirname(specPath);
    const trained = withoutComparison(spec);
    const result = await cancellable(options.signal, worker, () =>
      worker.call({ type: 'prepare', spec: trained, baseDir, allowedRoots, memoryLimit, background, known }),
    );
    const all = [...located, ...locateProblems(result.problems, parsed, specPath)];
    if (result.plan) return { problems: all, parsed, worker, plan: result.plan };
    await worker.terminate();
    return { problems: all, parsed };
  } catch (error) {
    await worker.terminate();
    return { problems: [...located, ...problemsOfFailure(whileLoading(error), parsed, options)], parsed };
  } finally {
    patience.end();
  }
}

/**
 * True if a library reads the data, in unbounded memory: it is tried in a process of its own before it may run here.
 */
function isReadByOthers({ data }: ResolvedSpec): boolean {
  const sources = [data.source, data.validation, data.test];
  return sources.some((source) => source?.kind === 'file' && source.format === 'parquet');
}

/** A worker that dies while it loads has most likely died of its data. */
/** The fate of the process, as a part of a sentence. */
function deathText({ text, message }: NnError): Param {
  return text?.params?.['how'] ?? message.replace(/\.$/, '');
}

export function whileLoading(error: unknown): unknown {
  if (!NnError.is(error, 'NN-WORKER-CRASHED')) return error;
  return problemError({
    ...sentence('NN-DATA-CRASHED', { how: deathText(error) }),
    severity: 'error',
    location: { kind: 'spec', path: ['data', 'source'], on: 'value' },
  });
}

/** Does `work` with the worker; an abort meanwhile ends the worker, which rejects what waits for it. */
export async function cancellable<T>(
  signal: AbortSignal | undefined,
  worker: WorkerClient,
  work: () => Promise<T>,
): Promise<T> {
  const cancel = (): void => void worker.terminate();
  if (signal?.aborted === true) cancel();
  else signal?.addEventListener('abort', cancel);
  try {
    return await work();
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

/** A failure as problems; a canceled run has none. */
export function problemsOfFailure(
  error: unknown,
  parsed: Parsed | null,
  { signal, specPath }: Pick<CheckOptions, 'signal' | 'specPath'>,
): LocatedProblem[] {
  return signal?.aborted === true ? [] : problemsOfError(error, parsed, specPath);
}
