/** Stand-ins for a session and a race that a test drives by hand. */
import { Emitter } from '../../../src/base/emitter.ts';
import type { MetricFrame } from '../../../src/run/frames.ts';
import type { RunEnd, RunStatus } from '../../../src/run/run.ts';
import type { RunEvent } from '../../../src/run/events/event.ts';
import type { Session, SessionOptions } from '../../../src/session/types.ts';

export const options: SessionOptions = {
  specPath: '/work/a.nnspec.json',
  specText: '{}',
  runsFolder: null,
  workerPath: '/dist/worker.js',
  threads: 1,
  memoryLimit: 1,
  allowedRoots: null,
};

function frame(sequence: number): MetricFrame {
  return {
    sequence,
    firstStep: sequence + 1,
    count: 1,
    values: new Float64Array([0.5, 0.1]).buffer,
    epochs: new Float64Array([1]).buffer,
    seconds: new Float64Array([0.1]).buffer,
  };
}

export const END: RunEnd = { reason: 'completed', epochs: 1, steps: 1, seconds: 1 };

export class FakeSession {
  status: RunStatus = 'running';
  readonly calls: string[] = [];
  readonly session: Session;
  readonly #emitter = new Emitter<RunEvent>();
  readonly #onEvent: (event: RunEvent) => void;
  #sequence = 0;
  #finish: (end: RunEnd) => void = () => undefined;

  constructor(id: string, onEvent: (event: RunEvent) => void) {
    this.#onEvent = onEvent;
    const call = (name: string) => () => {
      this.calls.push(name);
      return Promise.resolve();
    };
    const done = new Promise<RunEnd>((resolve) => {
      this.#finish = resolve;
    });
    const status = (): RunStatus => this.status;
    const sequence = (): number => this.#sequence;
    const run = {
      id,
      name: 'fake',
      specPath: options.specPath,
      series: ['loss', 'learningRate'],
    } as unknown as Session['run'];
    this.session = {
      run,
      get status() {
        return status();
      },
      controls: [],
      folder: `/runs/${id}`,
      onEvent: (listener) => this.#emitter.on(listener),
      pause: call('pause'),
      resume: call('resume'),
      stepOnce: call('stepOnce'),
      stop: () => {
        this.end({ ...END, reason: 'stopped' });
        return call('stop')();
      },
      epochOnce: call('epochOnce'),
      setSpeed: call('setSpeed'),
      set: () => Promise.reject(new Error('not in this test')),
      fork: (path, value) => {
        this.calls.push(`fork ${path} ${String(value)}`);
        const intervention = { step: 4, epoch: 1, path, from: 1, to: value };
        return Promise.resolve({ step: 3, epoch: 1, bytes: new ArrayBuffer(8), intervention });
      },
      noteTwin: (run, step) => {
        this.calls.push(`noteTwin ${run} ${String(step)}`);
        return Promise.resolve();
      },
      suspend: () => {
        this.end({ ...END, reason: 'stopped' });
        return call('suspend')();
      },
      predictions: () => Promise.reject(new Error('not in this test')),
      explain: () => Promise.reject(new Error('not in this test')),
      why: () => Promise.reject(new Error('not in this test')),
      lens: () => {
        throw new Error('not in this test');
      },
      snapshot: () => ({
        run,
        status: status(),
        end: null,
        steps: frame(0),
        nextSequence: sequence(),
        epochs: [],
        interventions: [],
        checkpoints: [],
        findings: [],
        tensorSnapshots: [],
        activationLayers: [],
        controls: [],
      }),
      done,
      dispose: () => {
        this.calls.push('dispose');
      },
    };
  }

  /** One more step, as the worker would tell it. */
  step(): void {
    this.#onEvent({ type: 'frame', frame: frame(this.#sequence++) });
  }

  setStatus(status: RunStatus): void {
    this.status = status;
    this.#onEvent({ type: 'status', status, step: this.#sequence });
  }

  end(end: RunEnd): void {
    this.status = end.reason;
    this.#onEvent({ type: 'end', end });
    this.#finish(end);
  }
}

/** Lets everything that is settled run on. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
