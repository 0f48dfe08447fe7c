/** The findings of the rules of training health: each code with its sentences. docs/problems.md has a section for each rule. */
import { wordingOf } from '../wording.ts';

export const HEALTH_PROBLEMS = {
  'NN-HEALTH-VANISHING': {
    gone: 'The gradient of {layer} has vanished: its norm is {norm}, {ratio} times that of {last}. The layer hardly learns.',
    fading:
      'The gradient fades from layer to layer on its way back: from {most} at {last} to {norm} at {layer}, whose weights hardly move.',
  },
  'NN-HEALTH-EXPLODING': {
    growth:
      'The gradient of {layer} explodes: its norm is {norm}, {times} times the usual, and the loss has grown with it.',
    ratio:
      'Gradients explode on the way back: the norm of {layer} is {times} times that of {last}, and the loss has grown.',
  },
  'NN-HEALTH-DEAD-UNITS':
    '{share} % of the units of {layer} are 0 for every sample that was looked at: they cannot learn any more.',
  'NN-HEALTH-SATURATED':
    '{share} % of the activations of {layer} are at the ends of the function, where its slope is nearly 0: the layer hardly learns.',
  'NN-HEALTH-UPDATE-RATIO': {
    fast: 'A step changes the weights by {share} % of their size, and the loss does not fall: the learning rate is too high.',
    slow: 'A step changes the weights by only {share} % of their size, and the loss hardly falls: the learning rate is too low.',
  },
  'NN-HEALTH-INITIAL-LOSS':
    'The first loss is {loss}, but guessing costs only {guess}: the first weights are too large, or the inputs are.',
  'NN-HEALTH-NOT-LEARNING': 'The loss has not fallen since the start: it is {loss} after {step} steps.',
  'NN-HEALTH-DIVERGING': 'The loss is {loss}, {times} times its lowest: training diverges.',
  'NN-HEALTH-OSCILLATING':
    'The loss goes up and down by {share} % from epoch to epoch and gets no lower: the steps are too large.',
  'NN-HEALTH-OVERFITTING':
    'The validation loss has risen from {least} to {loss}, while the training loss is {training}: the network learns its samples by heart.',
  'NN-HEALTH-UNSCALED': {
    large: 'Input {name} goes from {least} to {largest}: inputs so large make the first steps too large.',
    several: '{count} inputs are far from the unit scale, such as {name} from {least} to {largest}.',
    small: 'All inputs are tiny: the widest, {name}, goes from {least} to {largest}.',
  },
  'NN-HEALTH-OUTPUT': {
    one: '{layer} has one unit with softmax, which is always 1: it cannot learn anything.',
    pair: '{layer} ends with {activation}, but {loss} is meant for {wanted}.',
  },
} as const;

export const { sentence } = wordingOf(HEALTH_PROBLEMS);
