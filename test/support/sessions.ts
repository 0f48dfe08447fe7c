/** Training sessions of a test: a folder of their own, which goes when the test is over and they have ended. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { RunEvent } from '../../src/run/events/event.ts';
import { startSession } from '../../src/session/session.ts';
import type { Session, SessionOptions } from '../../src/session/types.ts';
import { SMALL_SPEC, WORKER_PATH, buildRuntime, specFolder } from './trainingRuntime.ts';

export interface Sessions {
  /** The folder of this test, with its spec and its runs. */
  readonly folder: string;
  options(more?: Partial<SessionOptions>): SessionOptions;
  /** Starts a session of `SMALL_SPEC` that must start. `events` receives all that it tells. */
  start(more?: Partial<SessionOptions>, events?: RunEvent[]): Promise<Session>;
}

/** Registers the hooks of a `describe`. */
export function useSessions(): Sessions {
  let place: Awaited<ReturnType<typeof specFolder>>;
  let sessions: Session[] = [];

  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });
  beforeEach(async () => {
    place = await specFolder();
    sessions = [];
  });
  afterEach(async () => {
    for (const session of sessions) session.dispose();
    // What a run writes at its end must not come into a folder that is being removed.
    await Promise.all(sessions.map(({ done }) => done));
    await place.remove();
  });

  const options = (more: Partial<SessionOptions> = {}): SessionOptions => ({
    specPath: place.spec,
    specText: SMALL_SPEC,
    runsFolder: join(place.folder, 'runs'),
    workerPath: WORKER_PATH,
    threads: 0,
    memoryLimit: 2 ** 30,
    allowedRoots: null,
    ...more,
  });
  return {
    get folder() {
      return place.folder;
    },
    options,
    async start(more = {}, events = []) {
      const { session, problems } = await startSession(options(more), (event) => events.push(event));
      assert(session, JSON.stringify(problems));
      sessions.push(session);
      return session;
    },
  };
}

/** Settles at the first event of a type. */
export function heard(session: Session, type: RunEvent['type']): Promise<RunEvent> {
  return new Promise((resolve) => {
    const listening = session.onEvent((event) => {
      if (event.type !== type) return;
      listening.dispose();
      resolve(event);
    });
  });
}
