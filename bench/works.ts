/** What is measured: networks, batch sizes and optimizers, and data of the right shape that every peer reads. */
import { philox } from '../src/base/philox.ts';

export interface Work {
  readonly name: string;
  readonly features: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
  /** After each hidden layer; 0: none. */
  readonly dropout: number;
  readonly batchSize: number;
  readonly optimizer: 'sgd' | 'adam';
  readonly samples: number;
  /** Ones in a row of multi-hot text features; 0: dense features. */
  readonly onesPerRow: number;
  /** Where the data come from; the README's table says it. */
  readonly data: string;
}

const DENSE = { dropout: 0, onesPerRow: 0, data: 'synthetic, of the same shape' } as const;
const REUTERS = {
  features: 10_000,
  hidden: [256, 128],
  outputs: 46,
  dropout: 0.5,
  batchSize: 128,
  samples: 1024,
  onesPerRow: 80,
  data: 'synthetic, 80 of 10,000 words in each text',
} as const;

export const WORKS: readonly Work[] = [
  {
    ...DENSE,
    name: 'xor 2-8-1',
    features: 2,
    hidden: [8],
    outputs: 1,
    batchSize: 4,
    optimizer: 'sgd',
    samples: 400,
  },
  {
    ...DENSE,
    name: 'digits 64-32-10',
    features: 64,
    hidden: [32],
    outputs: 10,
    batchSize: 32,
    optimizer: 'adam',
    samples: 1024,
  },
  {
    ...DENSE,
    name: 'fashion 784-128-10',
    features: 784,
    hidden: [128],
    outputs: 10,
    batchSize: 32,
    optimizer: 'adam',
    samples: 2048,
  },
  {
    ...DENSE,
    name: 'fashion 784-512-512-10',
    features: 784,
    hidden: [512, 512],
    outputs: 10,
    batchSize: 128,
    optimizer: 'adam',
    samples: 2048,
  },
  {
    ...DENSE,
    name: '1024-1024-1024-1024-10',
    features: 1024,
    hidden: [1024, 1024, 1024],
    outputs: 10,
    batchSize: 256,
    optimizer: 'sgd',
    samples: 2048,
  },
  { ...REUTERS, name: 'reuters 10000-256-128-46, adam', optimizer: 'adam' },
  { ...REUTERS, name: 'reuters 10000-256-128-46, sgd', optimizer: 'sgd' },
];

/** Where the peers find the data: float32 or uint32 in the machine's byte order, without a header. */
export interface WorkFiles {
  readonly inputsFile: string;
  readonly classesFile: string;
}

export interface WorkData {
  /** Dense rows, or for text the columns of the ones, `onesPerRow` ascending in each row. */
  readonly inputs: Float32Array | Uint32Array;
  /** A class for each row; 0 or 1 for one output. */
  readonly classes: Uint32Array;
}

/** The same numbers on every run, from Philox. */
export function dataOf(work: Work): WorkData {
  const words = new Uint32Array(4);
  let drawn = 0;
  const draw = (): number => {
    if (drawn % 4 === 0) philox(7, 77, drawn >>> 2, 0, 0, 0, words);
    return (words[drawn++ % 4] ?? 0) / 0x1_0000_0000;
  };
  const classes = Uint32Array.from({ length: work.samples }, () =>
    Math.floor(draw() * Math.max(work.outputs, 2)),
  );
  if (work.onesPerRow === 0) {
    return { inputs: Float32Array.from({ length: work.samples * work.features }, draw), classes };
  }
  const inputs = new Uint32Array(work.samples * work.onesPerRow);
  for (let row = 0; row < work.samples; row++) {
    const columns = new Set<number>();
    // Words are frequent at the head of the vocabulary, as in texts.
    while (columns.size < work.onesPerRow) columns.add(Math.floor(work.features * draw() ** 3));
    inputs.set(
      [...columns].sort((a, b) => a - b),
      row * work.onesPerRow,
    );
  }
  return { inputs, classes };
}
