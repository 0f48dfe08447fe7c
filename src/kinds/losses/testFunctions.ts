/**
 * Functions of two numbers on which optimizers are shown at work. The loss is the function itself, at the two outputs less their
 * targets: with an input of 1, a dense layer of two units without bias has its weights θ and φ as outputs.
 */
import { at } from '../../base/values.ts';
import { phrase } from '../../base/problems/phrase.ts';
import { rowLoss, type RowLoss } from './loss.ts';

/** A function of (a, b), and its derivatives. */
interface TestFunction {
  readonly summary: string;
  readonly formula: string;
  /** The function of a and b as Python. */
  readonly python: string;
  readonly value: (a: number, b: number) => number;
  readonly derivatives: (a: number, b: number) => readonly [number, number];
}

/** The three misfits of Beale's function: c − a + a·b^power. */
const BEALE: readonly (readonly [constant: number, power: number])[] = [
  [1.5, 1],
  [2.25, 2],
  [2.625, 3],
];

const FUNCTIONS = {
  saddle: {
    summary: 'A saddle at (0, 0) between two minima at (0, ±1).',
    formula: '½θ² − ½φ² + ¼φ⁴',
    python: '0.5 * a**2 - 0.5 * b**2 + 0.25 * b**4',
    value: (a, b) => 0.5 * a ** 2 - 0.5 * b ** 2 + 0.25 * b ** 4,
    derivatives: (a, b) => [a, b ** 3 - b],
  },
  rosenbrock: {
    summary: "Rosenbrock's curved valley with its minimum at (1, 1).",
    formula: '(1 − θ)² + 100·(φ − θ²)²',
    python: '(1 - a)**2 + 100 * (b - a**2)**2',
    value: (a, b) => (1 - a) ** 2 + 100 * (b - a ** 2) ** 2,
    derivatives: (a, b) => [-2 * (1 - a) - 400 * a * (b - a ** 2), 200 * (b - a ** 2)],
  },
  beale: {
    summary: "Beale's plain with steep walls and its minimum at (3, 0.5).",
    formula: '(1.5 − θ + θφ)² + (2.25 − θ + θφ²)² + (2.625 − θ + θφ³)²',
    python: '(1.5 - a + a * b)**2 + (2.25 - a + a * b**2)**2 + (2.625 - a + a * b**3)**2',
    value: (a, b) => BEALE.reduce((sum, [constant, power]) => sum + (constant - a + a * b ** power) ** 2, 0),
    derivatives: (a, b) => {
      let [first, second] = [0, 0];
      for (const [constant, power] of BEALE) {
        const misfit = constant - a + a * b ** power;
        first += 2 * misfit * (b ** power - 1);
        second += 2 * misfit * a * power * b ** (power - 1);
      }
      return [first, second];
    },
  },
  doubleWell: {
    summary: 'Two wells: the deeper one near (−1, 0), a local minimum near (1, 0).',
    formula: '(θ² − 1)² + 0.3·θ + φ²',
    python: '(a**2 - 1)**2 + 0.3 * a + b**2',
    value: (a, b) => (a ** 2 - 1) ** 2 + 0.3 * a + b ** 2,
    derivatives: (a, b) => [4 * a * (a ** 2 - 1) + 0.3, 2 * b],
  },
} satisfies Record<string, TestFunction>;

export type TestFunctionName = keyof typeof FUNCTIONS;

/** The function of each pair of outputs, summed. A plan has one pair. */
function pairwise({ value, derivatives }: TestFunction): RowLoss {
  return (output, target, gradient, from, units, rows) => {
    let loss = 0;
    if (gradient) for (let unit = 0; unit < units; unit++) gradient[from + unit] = 0;
    for (let place = from; place + 1 < from + units; place += 2) {
      const a = at(output, place) - at(target, place);
      const b = at(output, place + 1) - at(target, place + 1);
      loss += value(a, b);
      if (!gradient) continue;
      const [first, second] = derivatives(a, b);
      gradient[place] = first / rows;
      gradient[place + 1] = second / rows;
    }
    return loss;
  };
}

function testFunction(shown: TestFunction) {
  const row = pairwise(shown);
  const { summary, formula, python } = shown;
  const call = `(lambda a, b: ${python})(o[:, 0] - t[:, 0], o[:, 1] - t[:, 1])`;
  return rowLoss({
    summary: `A test function of two numbers. ${summary}`,
    keys: {},
    formula,
    autoTarget: 'number',
    outputs: 2,
    targetFault: (kind) =>
      kind === 'number' ? undefined : phrase('A test function takes two numbers. Use "as": "number".'),
    row: () => row,
    keras: () => `lambda t, o: ${call}`,
    pytorch: () => `lambda o, t: ${call}.mean()`,
  });
}

export const saddle = testFunction(FUNCTIONS.saddle);
export const rosenbrock = testFunction(FUNCTIONS.rosenbrock);
export const beale = testFunction(FUNCTIONS.beale);
export const doubleWell = testFunction(FUNCTIONS.doubleWell);

/** The test functions by name, with their summaries: built-in data sets that are one sample of input 1 and targets 0. */
export const TEST_FUNCTIONS: Readonly<Record<TestFunctionName, string>> = {
  saddle: FUNCTIONS.saddle.summary,
  rosenbrock: FUNCTIONS.rosenbrock.summary,
  beale: FUNCTIONS.beale.summary,
  doubleWell: FUNCTIONS.doubleWell.summary,
};

/** True if a built-in data set is the point of a test function. */
export function isTestFunction(name: string): name is TestFunctionName {
  return Object.hasOwn(TEST_FUNCTIONS, name);
}
