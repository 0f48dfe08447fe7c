/** Multi-hot rows of Reuters for the bench, or where the collection is not there, rows that are as long and as skewed. */
import { RandomStream } from '../../src/base/philox.ts';
import { epochOrder, gatherSparse } from '../../src/data/batches.ts';
import { loadReal, reuters } from './realData.ts';

/** The columns of the ones, ascending in each row. */
export interface TextRows {
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
}

export interface TextData {
  readonly inputs: TextRows;
  readonly classes: Uint32Array;
  readonly origin: string;
}

const VOCABULARY = 10_000;
const TOPICS = 46;
/** Different words in a training document of Reuters on average, of the 10,000 most frequent. */
const MEAN_WORDS = 75;
const SEED = 7;

/** `count` training documents of the example, drawn at random, the same ones on every run. */
export async function reutersRows(count: number): Promise<TextData> {
  const real = reuters();
  if (typeof real === 'string') {
    console.log(`${real} Rows drawn from Zipf’s law take its place.`);
    return zipfRows(count);
  }
  const { train } = (await loadReal(real, [])).dataset;
  if (train.x.kind !== 'sparse') throw new Error('Reuters is expected as CSR rows.');
  const order = epochOrder(train.count, SEED, 1, true);
  const { indptr, indices } = gatherSparse(train.x, order, 0, count);
  const { values, columns } = train.y;
  const classes = Uint32Array.from(order.subarray(0, count), (row) =>
    values.subarray(row * columns, (row + 1) * columns).indexOf(1),
  );
  return { inputs: { indptr, indices }, classes, origin: 'Reuters-21578, training documents' };
}

/** Words by Zipf's law, every row with the average number of different ones. */
function zipfRows(count: number): TextData {
  const random = new RandomStream(SEED, 'synthetic');
  const indices = new Uint32Array(count * MEAN_WORDS);
  for (let row = 0; row < count; row++) {
    const columns = new Set<number>();
    // A word of rank r has a share of 1 / r: the rank is the exponential of a uniform number.
    while (columns.size < MEAN_WORDS) columns.add(Math.floor((VOCABULARY + 1) ** random.uniform()) - 1);
    indices.set(
      [...columns].sort((a, b) => a - b),
      row * MEAN_WORDS,
    );
  }
  return {
    inputs: { indptr: Uint32Array.from({ length: count + 1 }, (_, row) => row * MEAN_WORDS), indices },
    classes: Uint32Array.from({ length: count }, () => Math.floor(random.uniform() * TOPICS)),
    origin: `synthetic, ${String(MEAN_WORDS)} words a text by Zipf’s law`,
  };
}
