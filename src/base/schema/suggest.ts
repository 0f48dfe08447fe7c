/** "Did you mean …?" for keys and names. */

/** A longer text is no misspelt name. */
const LONGEST = 64;

/**
 * Spellings in other tools for keys and words, by lower-case spelling without separators; entries of the catalogue
 * bring their own.
 */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  lr: ['learningRate'],
  eta: ['learningRate'],
  wd: ['weightDecay'],
  decay: ['weightDecay'],
  eps: ['epsilon'],
  alpha: ['rho', 'learningRate', 'slope'],
  negativeslope: ['slope'],
  betas: ['beta1'],
  p: ['rate'],
  dropoutrate: ['rate'],
  outfeatures: ['units'],
  neurons: ['units'],
  nodes: ['units'],
  size: ['units'],
  layernorm: ['layerNormalization'],
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
  nepochs: ['epochs'],
  numepochs: ['epochs'],
  nbepoch: ['epochs'],
  maxepochs: ['epochs'],
  hiddenunits: ['units'],
  bias: ['useBias'],
  criterion: ['loss'],
  objective: ['loss'],
  lossfn: ['loss'],
  lossfunction: ['loss'],
  optim: ['optimizer'],
  restorebestweights: ['restoreBest'],
  tmax: ['decaySteps'],
  valsplit: ['split', 'validation'],
  testsize: ['split', 'test'],
  testsplit: ['split', 'test'],
  randomstate: ['seed'],
  randomseed: ['seed'],
  fillna: ['missing'],
  nan: ['missing'],
  multilabel: ['binary'],
  handleunknown: ['unknown'],
};

/** The right place of keys that are often written elsewhere, by lower-case spelling without separators. */
const PLACES: Readonly<Record<string, string>> = {
  learningrate: 'optimizer.learningRate',
  lr: 'optimizer.learningRate',
  eta: 'optimizer.learningRate',
  weightdecay: 'optimizer.weightDecay',
  wd: 'optimizer.weightDecay',
  momentum: 'optimizer.momentum',
  nesterov: 'optimizer.nesterov',
  epochs: 'training.epochs',
  nepochs: 'training.epochs',
  numepochs: 'training.epochs',
  batchsize: 'training.batchSize',
  shuffle: 'training.shuffle',
  earlystopping: 'training.earlyStopping',
  patience: 'training.earlyStopping.patience',
  monitor: 'training.earlyStopping.monitor',
  restorebest: 'training.earlyStopping.restoreBest',
  checkpoint: 'training.checkpoint',
  gradientclipping: 'training.gradientClipping',
  clipnorm: 'training.gradientClipping.norm',
  clipvalue: 'training.gradientClipping.value',
  learningrateschedule: 'training.learningRateSchedule',
  scheduler: 'training.learningRateSchedule',
  lrscheduler: 'training.learningRateSchedule',
  warmupsteps: 'training.learningRateSchedule.warmupSteps',
  initialweights: 'training.initialWeights',
  layers: 'model.layers',
  loss: 'loss',
  criterion: 'loss',
  metrics: 'metrics',
  optimizer: 'optimizer',
  seed: 'seed',
  randomstate: 'seed',
  randomseed: 'seed',
  semantics: 'semantics',
  source: 'data.source',
  format: 'data.format',
  features: 'data.features',
  target: 'data.target',
  labels: 'data.target',
  split: 'data.split',
  validationsplit: 'data.split.validation',
  valsplit: 'data.split.validation',
  testsplit: 'data.split.test',
  testsize: 'data.split.test',
  stratify: 'data.split.stratify',
  missing: 'data.missing',
  normalize: 'data.features, as { "columns": "*", "normalize": … }',
  activation: 'model.layers, as a key of a layer',
  units: 'model.layers, as a key of a layer',
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

/** Candidates' own synonyms, by their names. */
export type OwnSynonyms = Readonly<Record<string, { readonly synonyms?: readonly string[] }>>;

/** The candidate that `text` is another spelling or a synonym of, or undefined. */
export function synonym(
  text: string,
  candidates: readonly string[],
  own: OwnSynonyms = {},
): string | undefined {
  if (text.length > LONGEST) return undefined;
  const wanted = plain(text);
  const exact = candidates.find((candidate) => plain(candidate) === wanted);
  if (exact !== undefined) return exact;
  const owner = candidates.find((name) => Object.hasOwn(own, name) && own[name]?.synonyms?.includes(wanted));
  if (owner !== undefined) return owner;
  const meant = Object.hasOwn(SYNONYMS, wanted) ? SYNONYMS[wanted] : undefined;
  return meant?.find((name) => candidates.includes(name));
}

/** The place in the format of a key that is not known at `path`, if it is a key of another place. */
export function placeOf(key: string, path: readonly (string | number)[]): string | undefined {
  const wanted = plain(key);
  const place = Object.hasOwn(PLACES, wanted) ? PLACES[wanted] : undefined;
  const holder = place?.split('.').slice(0, -1).join('.');
  return holder === path.join('.') ? undefined : place;
}

/** The candidate that `text` was most likely meant to be, or undefined if none is near. */
export function nearest(
  text: string,
  candidates: readonly string[],
  own: OwnSynonyms = {},
): string | undefined {
  if (text.length > LONGEST) return undefined;
  const same = synonym(text, candidates, own);
  if (same !== undefined) return same;
  const wanted = plain(text);
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
