/** Sentences that say why gradients vanish, explode or stop at units that are 0. Each is its own key. */
export const WHY_PHRASES = [
  'The gradient of {to} is {ratio} times that of {from}.',
  'On its way back from {from} to {to} the gradient becomes {ratio} times as large.',
  'The gradients of {to} and of {from} are of one size: no layer on the way makes them much smaller or larger.',
  'No gradient arrives at {to}: {what} of {layer} multiply it by 0.',
  'To blame are {what}: {count} on the way multiply the gradient by {product} in all, those of {layer} alone by {factor}.',
  'the slopes of the activations',
  'the weights',
  'the dropouts',
  'the normalizations',
  'the inputs of the layer',
  '{share} % of the units of {layer} are 0 for every sample: their biases keep {bias} % below 0, their weights {weights} %, and {inputs} % get nothing but zeros.',
  '{share} % of the units of {layer} are 0 for every sample: the layer before gives them no sum above 0.',
  '{share} % of the activations of {layer} are at the ends of {activation}.',
  'Its sums are of size {sum}, from inputs of size {input}, weights of size {weights} a unit and biases of size {bias}.',
] as const;
