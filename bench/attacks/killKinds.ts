/** The runs that `npm run kills` kills: five kinds, each with every setting of its checkpoints. */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RandomStream } from '../../src/base/philox.ts';

export interface Kind {
  readonly name: string;
  /** Only every so many steps are told: telling all of a tiny network would be most of the work. */
  readonly every: number;
  /** Decides which epoch is best, in the settings that say so. */
  readonly monitor: string;
  readonly spec: object;
}

/** Epochs of a run that does not end before it is killed. */
export const ENDLESS = 10_000_000;
const DIGITS = 'digits.csv';
const TEXTS = 'texts.jsonl';
const moons = {
  data: { source: { builtin: 'moons', samples: 400, noise: 0.1 }, split: { validation: 0.25 } },
  model: {
    layers: [
      { type: 'dense', units: 32, activation: 'tanh' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  },
  loss: 'binaryCrossentropy',
  metrics: ['accuracy'],
  optimizer: { type: 'adam', learningRate: 0.01 },
  training: { batchSize: 16 },
};
const classes = (units: number): object => ({
  model: {
    layers: [
      { type: 'dense', units, activation: 'relu' },
      { type: 'dropout', rate: 0.3 },
      { type: 'dense', units: 10, activation: 'softmax' },
    ],
  },
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
  optimizer: { type: 'adam', learningRate: 0.001 },
  training: { batchSize: 32 },
});

export const KINDS: readonly Kind[] = [
  {
    name: 'xor, an epoch a step',
    every: 20,
    monitor: 'train.accuracy',
    spec: {
      data: {
        source: {
          inline: {
            x: [
              [0, 0],
              [0, 1],
              [1, 0],
              [1, 1],
            ],
            y: [[0], [1], [1], [0]],
          },
        },
        split: { validation: 0 },
      },
      model: {
        layers: [
          { type: 'dense', units: 4, activation: 'tanh' },
          { type: 'dense', units: 1, activation: 'sigmoid' },
        ],
      },
      loss: 'binaryCrossentropy',
      metrics: ['accuracy'],
      optimizer: { type: 'adam', learningRate: 0.02 },
      training: { batchSize: 'full' },
    },
  },
  {
    name: 'digits',
    every: 1,
    monitor: 'validation.accuracy',
    spec: {
      ...classes(128),
      data: {
        source: DIGITS,
        features: [{ columns: '*', as: 'number', normalize: { scale: 0.0625 } }],
        target: 'digit',
        split: { validation: 0.2 },
      },
    },
  },
  {
    name: 'many short epochs',
    every: 20,
    monitor: 'validation.accuracy',
    spec: {
      ...moons,
      data: { source: { builtin: 'moons', samples: 64, noise: 0.1 }, split: { validation: 0.25 } },
    },
  },
  { name: 'best of noisy moons', every: 20, monitor: 'validation.accuracy', spec: moons },
  {
    name: 'sparse text',
    every: 1,
    monitor: 'validation.accuracy',
    spec: {
      ...classes(256),
      data: {
        source: TEXTS,
        features: [{ column: 'text', as: 'text', tokenizer: 'word', vocabulary: 5000, mode: 'multiHot' }],
        target: 'topic',
        split: { validation: 0.2 },
      },
    },
  },
];

/** The settings of `training.checkpoint` to try: none, and each of its keys with others. */
export const SETTINGS: readonly ((kind: Kind) => object)[] = [
  () => ({}),
  () => ({ everyEpochs: 1 }),
  (): object => ({ everyEpochs: 1, keep: 1, best: 'train.loss' }),
  () => ({ everyEpochs: 7, keep: 5 }),
  ({ monitor }) => ({ everyEpochs: 2, keep: 2, best: monitor }),
];

export function specOf(
  name: string,
  { spec }: Pick<Kind, 'spec'>,
  epochs: number,
  checkpoint: object,
): string {
  const training = 'training' in spec && typeof spec.training === 'object' ? spec.training : {};
  return JSON.stringify({
    formatVersion: 1,
    name,
    ...spec,
    training: { ...training, epochs, checkpoint },
  });
}

/** The spec that the extension host trains while it is killed. */
export function hostSpec(epochs: number): string {
  return specOf('kills', { spec: moons }, epochs, {});
}

/** Writes the data of the kinds into `folder`. */
export async function writeData(folder: string): Promise<void> {
  await copyFile(join(import.meta.dirname, '../../examples/data', DIGITS), join(folder, DIGITS));
  const random = new RandomStream(1, 'synthetic');
  const word = (): string => `w${Math.floor(5000 * random.uniform() ** 2)}`;
  const rows = Array.from({ length: 600 }, (_, row) => {
    const text = Array.from({ length: 60 }, word).join(' ');
    return JSON.stringify({ text: `${text} t${row % 10}`, topic: `topic ${row % 10}` });
  });
  await writeFile(join(folder, TEXTS), `${rows.join('\n')}\n`);
}
