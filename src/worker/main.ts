/**
 * The trainer's worker: `prepare` loads the data and makes the plan (or says what is wrong with them), `train`
 * starts the one run, and the other requests steer it.
 */
import { sentence } from '../base/problems/runs.ts';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MessagePort, parentPort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { NnError } from '../base/errors.ts';
import { costSurface, pathOf } from '../engine/explain/path.ts';
import { propose } from '../data/propose/propose.ts';
import { decodeSafetensors } from '../engine/checkpoint.ts';
import { RpcServer, type Handlers, type Port } from '../protocol/rpc.ts';
import type { WorkerEvent, WorkerNotice, WorkerRequest, WorkerResults } from '../protocol/worker.ts';
import { fileHost } from './files/fileHost.ts';
import { whyNext, whyStep } from './health/why.ts';
import { judge } from '../run/lesson/slips.ts';
import { slipsOf } from '../engine/microscope/slips.ts';
import type { Microscope } from '../engine/microscope/microscope.ts';
import { predictFile } from './predictions/predictFile.ts';
import {
  checkGradients,
  explainNext,
  explainSample,
  lookAtStep,
  openCheckpoint,
  prepare,
  predictionInspector,
  startTraining,
  trainerAtStart,
  type Prepared,
} from './run.ts';
import type { Trainer } from '../engine/types.ts';
import type { PredictionInspector } from './predictions/inspectPredictions.ts';
import type { TrainLoop } from './trainLoop.ts';

const KERNELS = dirname(fileURLToPath(import.meta.url));

let microscope: Microscope | null = null;
let prepared: Prepared | null = null;
let loop: TrainLoop | null = null;
/** Weights of a checkpoint, of a worker that does not train. */
let opened: Trainer | null = null;
let inspector: PredictionInspector | null = null;

/**
 * Lowers the priority of this thread and of those it will start, so that an editor on the same two cores stays swift.
 * Only Linux has priorities of threads: elsewhere the whole process would be slowed, editor and all.
 */
function giveWay(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

function running(): TrainLoop {
  if (!loop) throw new NnError(sentence('NN-RUN-NOT-STARTED.run'));
  return loop;
}

function loaded(): Prepared {
  if (!prepared) throw new NnError(sentence('NN-RUN-NOT-STARTED.data'));
  return prepared;
}

const tellLoading = (done: number, total: number): void => {
  server.send([{ type: 'loading', done, total }]);
};

const handlers: Handlers<WorkerRequest, WorkerResults> = {
  prepare: async (request) => {
    if (request.background) giveWay();
    const outcome = await prepare(request, (done, total) => {
      server.send([{ type: 'loading', done, total }]);
    });
    prepared = outcome.prepared;
    return outcome.result;
  },
  explain: ({ sample, checkpoint }) =>
    loop ? explainNext(loaded(), sample, loop.trainer) : explainSample(loaded(), sample, checkpoint),
  whyNext: () => whyNext(loaded(), running().trainer),
  why: (request) => whyStep(loaded(), request, KERNELS),
  lens: async ({ look: { sample, checkpoint }, find }) => {
    const { dataset } = loaded();
    microscope = await lookAtStep(loaded(), sample, checkpoint, loop?.trainer ?? null);
    return microscope.view(dataset.train.count, find);
  },
  judge: async ({ look: { sample, checkpoint }, ask, given }) => {
    const scope = await lookAtStep(loaded(), sample, checkpoint, loop?.trainer ?? null);
    const asked = scope.ask(ask);
    return judge(given, asked.value, slipsOf(scope, asked));
  },
  ask: async ({ look, questions }) => {
    if (look) microscope = await lookAtStep(loaded(), look.sample, look.checkpoint, loop?.trainer ?? null);
    if (!microscope) throw new Error('No step is looked at.');
    const scope = microscope;
    return { looked: scope.looked, asked: questions.map((question) => scope.ask(question)) };
  },
  gradcheck: () => checkGradients(loaded()),
  path: async ({ steps }) => pathOf(loaded().plan, await trainerAtStart(loaded(), KERNELS), steps),
  surface: async ({ region, size }) =>
    costSurface(loaded().plan, await trainerAtStart(loaded(), KERNELS), region, size),
  predict: (request) =>
    predictFile(request, KERNELS, (done, total) => {
      server.send([{ type: 'loading', done, total }]);
    }),
  propose: ({ baseDir, allowedRoots, memoryLimit, ...options }) => {
    return propose(options, fileHost({ baseDir, allowedRoots, memoryLimit, onProgress: tellLoading }));
  },
  survey: async ({ row }) => {
    const { surveyRow, surveySplits } = await import('../data/survey/surveySplits.ts');
    const { dataset } = loaded();
    return { splits: surveySplits(dataset), example: surveyRow(dataset, row) };
  },
  surveyFile: async ({ baseDir, allowedRoots, memoryLimit, ...options }) => {
    const { surveyFile } = await import('../data/survey/surveyFile.ts');
    return surveyFile(options, fileHost({ baseDir, allowedRoots, memoryLimit, onProgress: tellLoading }));
  },
  predictions: async ({ checkpoint }) => {
    const asked = (inspector ??= predictionInspector(loaded()));
    if (loop === null && checkpoint !== null) opened ??= await openCheckpoint(loaded(), checkpoint, KERNELS);
    const trainer = loop?.trainer ?? opened;
    if (trainer === null) throw new NnError(sentence('NN-RUN-NOT-STARTED.run'));
    return trainer.inspect((inside) => asked.answer(inside, () => performance.now()));
  },
  train: async (request) => {
    const started = await startTraining(loaded(), request, KERNELS, {
      send: (events, transfer) => {
        server.send(events, transfer);
      },
      takeMessage: () => {
        const next = receiveMessageOnPort(threadPort());
        if (next) server.receive(next.message);
        return next !== undefined;
      },
    });
    loop = started.loop;
    server.send([started.event]);
    void loop.run();
    return null;
  },
  evaluate: ({ checkpoint }) => {
    const { tensors } = decodeSafetensors(new Uint8Array(checkpoint));
    return running().trainer.evaluate('test', tensors);
  },
  pause: () => {
    running().pause();
    return null;
  },
  resume: () => {
    running().resume();
    return null;
  },
  stepOnce: () => {
    running().stepOnce();
    return null;
  },
  epochOnce: () => {
    running().epochOnce();
    return null;
  },
  stop: () => {
    running().stop();
    return null;
  },
  checkpoint: () => {
    running().checkpoint();
    return null;
  },
  speed: ({ stepsPerSecond }) => {
    running().setSpeed(stepsPerSecond);
    return null;
  },
  set: ({ path, value, schedule }) => running().set(path, value, schedule),
  fork: ({ path, value, schedule }) => running().fork(path, value, schedule),
};

function threadPort(): MessagePort {
  if (!parentPort) throw new NnError(sentence('NN-RUN-NOT-STARTED.thread'));
  return parentPort;
}

/** The port to the parent of this thread, or of this process (which reads data, but does not train). */
function parent(): Port {
  if (!parentPort) return processPort();
  const port = parentPort;
  return {
    post: (message, transfer) => {
      port.postMessage(message, transfer);
    },
    listen: (listener) => port.on('message', listener),
  };
}

function processPort(): Port {
  process.on('disconnect', () => {
    process.exit();
  });
  const workerData = { memoryLimit: Number(process.argv[2]), parent: process.ppid };
  new Worker(join(KERNELS, 'guard.js'), { workerData, execArgv: [] }).unref();
  return {
    post: (message) => {
      process.send?.(message);
    },
    listen: (listener) => process.on('message', listener),
  };
}

const server = new RpcServer<WorkerRequest, WorkerResults, WorkerNotice, WorkerEvent>(
  parent(),
  handlers,
  (notice) => {
    loop?.stored(notice);
  },
);
