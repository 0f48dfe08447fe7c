/** The plan of a made-up run: a small spec, through the product's own reader and planner. */
import { loadSpec } from '../../src/format/load.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { DataShape, Plan } from '../../src/plan/types.ts';
import type { SceneOptions } from './chance.ts';

const SAMPLES = { train: 1437, validation: 359, test: 0 };
const FEATURES = 64;
const CLASSES = Array.from({ length: 10 }, (_, digit) => digit.toString());

const DATA: DataShape = {
  features: FEATURES,
  featureNames: Array.from({ length: FEATURES }, (_, pixel) => `pixel${pixel.toString()}`),
  target: { kind: 'category', classes: CLASSES },
  samples: SAMPLES,
  sparse: false,
  nonZeros: FEATURES * (SAMPLES.train + SAMPLES.validation),
};

/** Dense layers with tanh and relu in turns and a softmax at the end, for at least `totalSteps` steps. */
export function planOfScene({ layers, totalSteps }: SceneOptions): Plan {
  const steps = Math.ceil(SAMPLES.train / 32);
  const activations = Array.from({ length: layers - 1 }, (_, index) => (index % 2 === 0 ? 'tanh' : 'relu'));
  const text = JSON.stringify({
    formatVersion: 1,
    data: { source: 'digits.csv', target: 'digit', split: { validation: 0.2 } },
    model: {
      layers: [
        ...activations.map((activation) => ({ type: 'dense', units: 32, activation })),
        { type: 'dense', units: CLASSES.length, activation: 'softmax' },
      ],
    },
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy', 'f1'],
    optimizer: { type: 'adam', learningRate: 0.001 },
    training: { epochs: Math.ceil(totalSteps / steps), batchSize: 32 },
  });
  const { spec, problems } = loadSpec(text, 'digits.nnspec.json');
  const made = spec && makePlan(spec, DATA, Infinity);
  if (!made?.plan)
    throw new Error([...problems, ...(made?.problems ?? [])].map(({ message }) => message).join('\n'));
  return made.plan;
}
