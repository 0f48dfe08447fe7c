/** Initializers whose spread follows the number of inputs and units. Keras: initializers/random_initializers.py; PyTorch: nn/init.py. */
import { fillNormal, fillUniform, initializerOf } from './initializer.ts';

export const glorotUniform = initializerOf({
  summary: 'Glorot & Bengio 2010, uniform.',
  keys: {},
  formula: 'U(±√(6 / (inputs + units)))',
  synonyms: ['xavier', 'xavieruniform'],
  fill(filled) {
    fillUniform(filled, Math.sqrt(6 / (filled.fans.in + filled.fans.out)));
  },
});

export const glorotNormal = initializerOf({
  summary: 'Glorot & Bengio 2010, normal; truncated under keras.',
  keys: {},
  formula: 'N(0, 2 / (inputs + units))',
  synonyms: ['xaviernormal'],
  fill(filled) {
    fillNormal(filled, 2 / (filled.fans.in + filled.fans.out));
  },
});

export const heUniform = initializerOf({
  summary: 'He et al. 2015, uniform; for relu.',
  keys: {},
  formula: 'U(±√(6 / inputs))',
  synonyms: ['kaiminguniform'],
  fill(filled) {
    fillUniform(filled, Math.sqrt(6 / filled.fans.in));
  },
});

export const heNormal = initializerOf({
  summary: 'He et al. 2015, normal; for relu; truncated under keras.',
  keys: {},
  formula: 'N(0, 2 / inputs)',
  synonyms: ['kaimingnormal'],
  fill(filled) {
    fillNormal(filled, 2 / filled.fans.in);
  },
});

export const lecunUniform = initializerOf({
  summary: 'LeCun et al. 1998, uniform.',
  keys: {},
  formula: 'U(±√(3 / inputs))',
  fill(filled) {
    fillUniform(filled, Math.sqrt(3 / filled.fans.in));
  },
});

export const lecunNormal = initializerOf({
  summary: 'LeCun et al. 1998, normal; for selu; truncated under keras.',
  keys: {},
  formula: 'N(0, 1 / inputs)',
  fill(filled) {
    fillNormal(filled, 1 / filled.fans.in);
  },
});

export const pytorchDefault = initializerOf({
  summary: 'What torch.nn.Linear does for kernel and bias.',
  keys: {},
  formula: 'U(±1/√inputs)',
  fill(filled) {
    fillUniform(filled, 1 / Math.sqrt(filled.fans.inputs));
  },
});
