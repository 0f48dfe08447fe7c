/** The sentences of a verdict, in English; `{0}` … stand for what `verdictText` gives. Apart, because every page has its texts. */
export const VERDICTS = [
  'No run has a result.',
  '{0} stands alone: its median loss is {1}.',
  '{0} has the lowest loss, {1}, but chance is not ruled out: compare at least {2} seeds.',
  '{0} wins: the loss of {1} is {2} to {3} times as high (98 % interval, {4} seeds).',
  '{0} wins: the loss of {1} is higher by {2} to {3} (98 % interval, {4} seeds).',
  'No winner: {0} has the lowest loss, but that of {1} is {2} to {3} times as high (98 % interval, {4} seeds).',
  'No winner: {0} has the lowest loss, but that of {1} is higher by {2} to {3} (98 % interval, {4} seeds).',
] as const;
