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
    reach:
      '{layer} ends with {activation}, whose values go from {least} to {largest}, but {share} % of the targets lie beyond.',
    above:
      '{layer} ends with {activation}, whose values are {least} or more, but {share} % of the targets are smaller.',
  },
  'NN-HEALTH-RATE-HIGH':
    'A step has changed the weights by {share} % of their size, and the loss is {loss}, above the {usual} of knowing nothing: the learning rate is too high.',
  'NN-HEALTH-RATE-LOW': {
    slow: 'No step changes a layer by more than {share} % of its size, and the loss hardly falls: the learning rate is too low.',
    lowered:
      'The learning rate has fallen from {highest} to {rate} before the network has learnt anything: the schedule is too fast.',
  },
  'NN-HEALTH-LINEAR':
    '{layer} is linear, as are all other layers: together they compute no more than one layer would.',
  'NN-HEALTH-EQUAL-WEIGHTS':
    'All weights of {layer} begin with the same value: its units get the same gradients and stay alike.',
  'NN-HEALTH-PENALTY':
    'The penalties on {layer} and others are all that falls: without them the loss is {loss}, and guessing costs {guess}.',
} as const;

export const { sentence } = wordingOf(HEALTH_PROBLEMS);
