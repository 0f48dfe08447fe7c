/** "Did you mean …?" for keys and names. */

/** What users of other tools write, by lower-case spelling without separators. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  lr: ['learningRate'],
  eta: ['learningRate'],
  wd: ['weightDecay'],
  decay: ['weightDecay'],
  eps: ['epsilon'],
  alpha: ['learningRate', 'slope'],
  negativeslope: ['slope'],
  betas: ['beta1'],
  p: ['rate'],
  dropoutrate: ['rate'],
  outfeatures: ['units'],
  neurons: ['units'],
  nodes: ['units'],
  size: ['units'],
  linear: ['dense'],
  fullyconnected: ['dense'],
  fc: ['dense'],
  batchnorm: ['batchNormalization'],
  batchnorm1d: ['batchNormalization'],
  layernorm: ['layerNormalization'],
  swish: ['silu'],
  crossentropy: ['categoricalCrossentropy'],
  crossentropyloss: ['categoricalCrossentropy'],
  sparsecategoricalcrossentropy: ['categoricalCrossentropy'],
  bce: ['binaryCrossentropy'],
  bceloss: ['binaryCrossentropy'],
  bcewithlogitsloss: ['binaryCrossentropy'],
  mseloss: ['meanSquaredError'],
  l1loss: ['meanAbsoluteError'],
  smoothl1loss: ['huber'],
  rmse: ['rootMeanSquaredError'],
  acc: ['accuracy'],
  f1score: ['f1'],
  r2score: ['r2'],
  xavier: ['glorotUniform'],
  xavieruniform: ['glorotUniform'],
  xaviernormal: ['glorotNormal'],
  kaiminguniform: ['heUniform'],
  kaimingnormal: ['heNormal'],
  normal: ['randomNormal'],
  uniform: ['randomUniform'],
  std: ['stddev'],
  onehot: ['category'],
  categorical: ['category'],
  label: ['target', 'as'],
  labels: ['target', 'labels'],
  y: ['target'],
  x: ['features'],
  path: ['source'],
  file: ['source'],
  inputs: ['features'],
  validationsplit: ['split'],
  clipnorm: ['gradientClipping', 'norm'],
  clipvalue: ['gradientClipping', 'value'],
  globalclipnorm: ['gradientClipping', 'globalNorm'],
  scheduler: ['learningRateSchedule'],
  schedule: ['learningRateSchedule'],
  reducelronplateau: ['reduceOnPlateau'],
  minlr: ['minLearningRate'],
  version: ['formatVersion'],
  kernelregularizer: ['regularizer'],
  network: ['model'],
};

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Edits (insert, delete, replace, swap neighbours) from `a` to `b`: optimal string alignment distance. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** The candidate that `text` was most likely meant to be, or undefined if none is near. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  if (text.length > 64) return undefined;
  const wanted = plain(text);
  const exact = candidates.find((candidate) => plain(candidate) === wanted);
  if (exact !== undefined) return exact;
  const meant = Object.hasOwn(SYNONYMS, wanted) ? SYNONYMS[wanted] : undefined;
  const synonym = meant?.find((name) => candidates.includes(name));
  if (synonym !== undefined) return synonym;
  let best: string | undefined;
  // One character is one edit away from any other: that is no likeness.
  let bestDistance = wanted.length < 2 ? 1 : Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted, plain(candidate));
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  if (best !== undefined || wanted.length < 3) return best;
  return candidates.find((candidate) => plain(candidate).startsWith(wanted));
}
