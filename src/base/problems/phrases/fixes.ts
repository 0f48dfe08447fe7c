/** Titles of fixes for what the rules of training health find. Each is its own key. */
export const FIX_PHRASES = [
  'Begin with weights that fit the activations (He, Glorot)',
  'Use relu with He initialization in the hidden layers',
  'Use leakyRelu in the hidden layers',
  'Normalize by batch before each activation',
  'Normalize by batch after each activation',
  'Clip gradients to a global norm of {norm}',
  'Divide the learning rate by 10: {rate}',
  'Multiply the learning rate by 10: {rate}',
  'Use Adam with a learning rate of {rate}',
  'Use batches of {size}',
  'Drop out {share} % of the hidden units',
  'Penalize large weights: l2 of {strength}',
  'Weaken the penalties to a hundredth',
  'Stop when the validation loss has not improved for {epochs} epochs',
  'Normalize the features to mean 0 and deviation 1',
  'Normalize the inputs by batch, as the first layer',
] as const;
