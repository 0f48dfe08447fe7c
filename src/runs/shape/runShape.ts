/** The shapes of what a run folder holds besides its numbers: run.json, the lines of the journal and of the snapshots of tensors. */
import { isStoredText } from '../../base/problems/text.ts';
import type { ElementType, Layout } from '../../kinds/shape.ts';
import type { JournalEventType } from '../../run/events/event.ts';
import type { EndReason, RunParent, RunWeights } from '../../run/run.ts';
import { RUN_STATUSES } from '../../run/status.ts';
import {
  type Check,
  anything,
  count,
  either,
  flag,
  list,
  nameIn,
  named,
  number,
  object,
  optional,
  orNull,
  record,
  text,
  time,
} from './shape.ts';
import { initializer, layer, regularizer, resolvedSpec } from './specShape.ts';

const REASONS = { completed: 1, earlyStopping: 1, stopped: 1, failed: 1 } satisfies Record<EndReason, 1>;
const WEIGHTS = { best: 1, restored: 1, last: 1 } satisfies Record<RunWeights['kind'], 1>;
const PARENTS = { fork: 1, branch: 1, replay: 1 } satisfies Record<RunParent['kind'], 1>;

/** A number that is not finite is null in JSON. */
const metricValues = record(orNull(number));

const epoch = object({
  epoch: count,
  step: count,
  train: metricValues,
  trainEvaluated: optional(metricValues),
  validation: optional(metricValues),
  seconds: orNull(number),
  samplesPerSecond: orNull(number),
});

const storedText: Check = (value, path) => (isStoredText(value) ? null : `${path} is no text of a problem`);

const end = object({
  reason: nameIn(REASONS),
  message: optional(text),
  text: optional(storedText),
  code: optional(text),
  epochs: count,
  steps: count,
  test: optional(metricValues),
  weights: optional(object({ kind: nameIn(WEIGHTS), epoch: count, step: count, monitor: orNull(text) })),
  seconds: number,
});

const parameterFacts = {
  name: text,
  layer: text,
  role: text,
  shape: list(count),
  size: count,
  trainable: flag,
  initializer,
  regularizer,
};
const earlierParameter = object(parameterFacts);
const parameter = object({ ...parameterFacts, fans: object({ in: count, out: count, inputs: count }) });

const shape = object({
  axes: list(count),
  type: nameIn({ float32: 1, uint32: 1 } satisfies Record<ElementType, 1>),
  layout: nameIn({ strided: 1, sparse: 1 } satisfies Record<Layout, 1>),
});
const layerFacts = { id: text, index: count, spec: layer, parameterCount: count, flops: number };
const plannedLayer = object({
  ...layerFacts,
  input: shape,
  output: shape,
  parameters: list(parameter),
});
/** Earlier versions told the numbers of elements. */
const earlierLayer = object({
  ...layerFacts,
  inputs: count,
  outputs: count,
  parameters: list(earlierParameter),
});

/** True for a planned layer of an earlier version, which knew no shapes. */
export function isEarlierLayer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'inputs');
}

const plan = object({
  data: object({
    features: count,
    shape: optional(list(count)),
    featureNames: list(text),
    target: named('kind', {
      category: { classes: list(text) },
      binary: { classes: list(text) },
      number: { names: list(text) },
    }),
    samples: object({ train: count, validation: count, test: count }),
    sparse: flag,
    missing: optional(
      object({
        filled: list(object({ column: text, policy: text, train: count, validation: count, test: count })),
        leftOut: list(
          object({
            file: text,
            rows: count,
            of: count,
            columns: list(object({ column: text, rows: count })),
          }),
        ),
      }),
    ),
  }),
  layers: list((value, path) => (isEarlierLayer(value) ? earlierLayer : plannedLayer)(value, path)),
  parameterCount: count,
  trainableParameterCount: count,
  outputs: count,
  fusedOutput: nameIn({ none: 1, sigmoid: 1, softmax: 1 }),
  batchSize: count,
  stepsPerEpoch: count,
  totalSteps: count,
  memory: record(number),
});

const fileFacts = object({ file: text, bytes: count, hash: text });
const column = object({ name: text, range: optional(list(orNull(number))), values: optional(list(text)) });
const dataFacts = object({
  sources: list(object({ part: text, files: list(fileFacts), rows: count, columns: list(column) })),
  initialWeights: optional(fileFacts),
});

/** A run.json of the present version. */
export const runFile = object({
  id: text,
  name: text,
  status: nameIn(RUN_STATUSES),
  startedAt: time,
  endedAt: orNull(time),
  clock: time,
  parent: orNull(object({ run: text, step: count, kind: nameIn(PARENTS) })),
  comparison: optional(text),
  specPath: text,
  overrides: list(object({ path: either(text, list(either(text, count))) })),
  engine: text,
  machine: record(anything),
  owner: object({ pid: count, started: orNull(text), host: optional(text), system: optional(orNull(text)) }),
  backend: text,
  threads: count,
  series: list(text),
  epochs: optional(count),
  data: optional(dataFacts),
  spec: resolvedSpec,
  plan,
  end: orNull(end),
  lastEpoch: orNull(epoch),
});

/** A line of the journal. Additions of a later version are let through, and readers pass over them. */
export function isJournalEntry(value: unknown): boolean {
  const known = object({ event: text })(value, '') === null;
  if (!known) return false;
  const { event } = value as { readonly event: string };
  return !Object.hasOwn(ENTRIES, event) || ENTRIES[event as keyof typeof ENTRIES](value, '') === null;
}

const names = list(text);
const ENTRIES = {
  restart: object({
    step: count,
    epochs: optional(count),
    interventions: optional(count),
    repeats: optional(flag),
  }),
  fork: object({ run: text, step: count }),
  data: object({ changes: list(text) }),
  thinned: object({ step: count, every: count }),
  epoch: object({ record: epoch }),
  epochs: object({
    count,
    metrics: object({ train: names, validation: optional(names), trainEvaluated: optional(names) }),
    values: text,
    packed: optional(nameIn({ deflate: 1 })),
  }),
  intervention: object({
    intervention: object({ step: count, epoch: count, path: text, actsFrom: optional(count) }),
  }),
  checkpoint: object({ kind: nameIn({ best: 1, epoch: 1 }), step: count }),
  finding: object({
    finding: object({
      rule: text,
      layer: orNull(text),
      since: count,
      until: orNull(count),
      step: optional(count),
      severity: optional(nameIn({ warning: 1, error: 1 })),
      value: optional(orNull(number)),
      threshold: optional(orNull(number)),
      code: optional(text),
      message: optional(text),
      text: optional(storedText),
    }),
  }),
  end: object({ end }),
} satisfies Record<JournalEventType, Check> & Record<string, Check>;

const finite = orNull(number);
const distribution = object({
  ...{ min: finite, max: finite, low: finite, high: finite, mean: finite, deviation: finite },
  counts: list(number),
});
const tensorSnapshot = object({
  step: count,
  activations: list(object({ dead: finite, saturated: finite, mean: finite, deviation: finite })),
  weights: list(distribution),
  gradients: list(distribution),
});

/** A line of `probes.ndjson`. */
export function isTensorSnapshot(value: unknown): boolean {
  return tensorSnapshot(value, '') === null;
}
