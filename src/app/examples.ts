/** The examples as a path: what comes first is needed for what follows, and a trouble comes before its cure. */
import { l10n } from './l10n.ts';

export interface ExampleStop {
  /** File name without its suffix. */
  readonly file: string;
  /** A few words: a list shows nothing else of it at first. */
  readonly title: string;
  /** One sentence: what one has seen afterwards. */
  readonly learn: string;
}

export interface ExampleStage {
  readonly title: string;
  readonly stops: readonly ExampleStop[];
}

const stop = (file: string, title: string, learn: string): ExampleStop => ({ file, title, learn });

/** Every example once, in the language of the window. */
export function examplePath(): readonly ExampleStage[] {
  return [
    {
      title: l10n.t('First steps'),
      stops: [
        stop(
          'digits',
          l10n.t('Handwritten digits'),
          l10n.t('Watch a network learn, and switch dropout and L2 on and off meanwhile.'),
        ),
        stop(
          'gradient-descent',
          l10n.t('Gradient descent'),
          l10n.t('Batch, mini-batch and single samples: the same straight line, with more and more noise.'),
        ),
        stop(
          'worked-example',
          l10n.t('Backpropagation by hand'),
          l10n.t('Look inside one step: every factor of the chain rule, as in the textbook.'),
        ),
        stop(
          'rosenbrock',
          l10n.t('A valley for optimizers'),
          l10n.t('Two numbers to find in a curved valley: compare how optimizers find them.'),
        ),
        stop('xor', l10n.t('XOR'), l10n.t('Why a hidden layer needs an activation that is not linear.')),
        stop(
          'spiral',
          l10n.t('Spiral'),
          l10n.t('See the plane divide, and which optimizer does it fastest.'),
        ),
      ],
    },
    {
      title: l10n.t('Troubles and cures'),
      stops: [
        stop(
          'vanishing',
          l10n.t('Vanishing gradients'),
          l10n.t('Deep sigmoid layers: the first ones hardly learn.'),
        ),
        stop(
          'vanishing-cured',
          l10n.t('Vanishing gradients, cured'),
          l10n.t('ReLU and He initialization: all layers learn alike.'),
        ),
        stop(
          'exploding',
          l10n.t('Exploding gradients'),
          l10n.t('First weights too large: the loss is not a number after three steps.'),
        ),
        stop(
          'exploding-cured',
          l10n.t('Exploding gradients, cured'),
          l10n.t('Clipping: the same network with steps of limited length.'),
        ),
        stop(
          'overfitting',
          l10n.t('Over-fitting'),
          l10n.t('The training loss falls while the validation loss climbs.'),
        ),
        stop(
          'overfitting-cured',
          l10n.t('Over-fitting, cured'),
          l10n.t('Dropout and L2 keep the two losses together.'),
        ),
      ],
    },
    {
      title: l10n.t('Tables'),
      stops: [
        stop('iris', l10n.t('Iris'), l10n.t('The spec to copy for a table of your own with classes.')),
        stop('wine', l10n.t('Wine'), l10n.t('What happens without normalization.')),
        stop(
          'diabetes',
          l10n.t('Diabetes'),
          l10n.t('Predict a number, and stop early with the best weights.'),
        ),
        stop(
          'breast-cancer',
          l10n.t('Breast cancer'),
          l10n.t('Two classes with precision and recall, batch normalization and a test split.'),
        ),
      ],
    },
    {
      title: l10n.t('Texts and images'),
      stops: [
        stop(
          'nsmc',
          l10n.t('Korean film reviews'),
          l10n.t('Texts as n-grams, and a test file of their own.'),
        ),
        stop(
          'fashion-mnist',
          l10n.t('Fashion-MNIST'),
          l10n.t('60,000 images. The first lines of the spec say how to get them.'),
        ),
        stop(
          'reuters',
          l10n.t('Reuters topics'),
          l10n.t('46 topics of news. The first lines of the spec say how to get them.'),
        ),
      ],
    },
  ];
}
