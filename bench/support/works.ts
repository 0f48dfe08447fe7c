/** The measured works: networks, batch sizes and optimizers, and the data that every peer reads. */
import { philox } from '../../src/base/philox.ts';
import { reutersRows, type TextRows } from '../data/textRows.ts';

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
  /** Multi-hot text features, mostly zeros, instead of dense ones. */
  readonly text: boolean;
}

const DENSE = { dropout: 0, text: false } as const;
const REUTERS = {
  features: 10_000,
  hidden: [256, 128],
  outputs: 46,
  dropout: 0.5,
  batchSize: 128,
  // Whole batches of all 6,023 training documents.
  samples: 6016,
  text: true,
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

/** The files of the data for the peers: float32 or uint32 in the machine's byte order, without a header. */
export interface WorkFiles {
  /** Dense rows, or for text the columns of the ones, ascending in each row. */
  readonly inputsFile: string;
  /** For text: where each row's columns begin, and the last one's end. */
  readonly pointersFile: string | null;
  readonly classesFile: string;
}

export interface WorkData {
  readonly inputs: Float32Array | TextRows;
  /** A class for each row; 0 or 1 for one output. */
  readonly classes: Uint32Array;
  /** The origin of the numbers. */
  readonly origin: string;
}

/** The same numbers on every run: Reuters for text where it can be had, else from Philox. */
export async function dataOf(work: Work): Promise<WorkData> {
  if (work.text) return reutersRows(work.samples);
  const words = new Uint32Array(4);
  let drawn = 0;
  const draw = (): number => {
    if (drawn % 4 === 0) philox(7, 77, drawn >>> 2, 0, 0, 0, words);
    return (words[drawn++ % 4] ?? 0) / 0x1_0000_0000;
  };
  const classes = Uint32Array.from({ length: work.samples }, () =>
    Math.floor(draw() * Math.max(work.outputs, 2)),
  );
  const inputs = Float32Array.from({ length: work.samples * work.features }, draw);
  return { inputs, classes, origin: 'synthetic, of the network’s shape' };
}
