/** Checks answers to the tasks of a lesson: numbers against the engine in float64, choices against the lesson. */
import { NnError } from '../../base/errors.ts';
import { sentence } from '../../base/problems/runs.ts';
import type { Lesson, NumberTask, Task } from '../../run/lesson/lesson.ts';
import { slipText, type Verdict } from '../../run/lesson/slips.ts';
import type { CheckOptions } from '../prepare.ts';
import { prepareWorker } from '../prepare.ts';
import type { WorkerClient } from '../worker/workerClient.ts';

export interface Checked {
  readonly right: boolean;
  /** The slip of a wrong number, or the reason of a chosen option; empty where there is none to tell. */
  readonly hint: string;
}

export class LessonChecker {
  readonly #specOptions: (spec: string) => Promise<CheckOptions>;
  /** Workers by spec: the data of each is read once. */
  readonly #workers = new Map<string, WorkerClient>();

  /** `specOptions`: those of a spec that a lesson names. */
  constructor(specOptions: (spec: string) => Promise<CheckOptions>) {
    this.#specOptions = specOptions;
  }

  /**
   * @param given the number, or the place of the option from 1
   * @throws NnError NN-EXPLAIN-…, or the first problem of the spec or the data
   */
  async check(task: Task, given: number): Promise<Checked> {
    if (task.kind === 'choice') {
      const option = task.options[given - 1];
      return { right: option?.right === true, hint: option?.why ?? '' };
    }
    const { right, slip } = await this.#judge(task, given);
    return { right, hint: slip ? slipText(slip) : '' };
  }

  async #judge({ spec, sample, ask }: NumberTask, given: number): Promise<Verdict> {
    const worker = await this.#worker(spec);
    return worker.call({ type: 'judge', look: { sample, checkpoint: null }, ask, given });
  }

  async #worker(spec: string): Promise<WorkerClient> {
    const known = this.#workers.get(spec);
    if (known) return known;
    const { worker, problems } = await prepareWorker(
      await this.#specOptions(spec),
      'process',
      () => undefined,
    );
    if (!worker) {
      const first = problems.find(({ severity }) => severity === 'error');
      throw new NnError(first ?? sentence('NN-INTERNAL.noData'));
    }
    this.#workers.set(spec, worker);
    return worker;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.terminate()));
    this.#workers.clear();
  }
}

/** The task of that id. @throws NnError NN-LESSON-ANSWER */
export function taskNamed({ tasks }: Lesson, id: string): Task {
  const task = tasks.find((each) => each.id === id);
  if (task) return task;
  throw new NnError(sentence('NN-LESSON-ANSWER', { id, list: tasks.map((each) => each.id).join(', ') }));
}
