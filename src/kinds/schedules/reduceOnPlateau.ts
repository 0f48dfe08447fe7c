import { bySemantics, optional } from '../../base/schema/composites.ts';
import { enumeration, integer, number, text } from '../../base/schema/primitives.ts';
import type { Options } from '../kind.ts';
import { improves, improvesByShare, type MonitorState } from '../monitor.ts';
import { scheduleOf, warmupSteps } from './schedule.ts';

const KEYS = {
  monitor: optional(text(), 'validation.loss', 'What is watched: `validation.loss`, `train.accuracy`, ….'),
  factor: optional(number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), 0.1, 'Factor at each fall.'),
  patience: optional(integer({ minimum: 0 }), 10, 'Epochs without improvement before a fall.'),
  minDelta: optional(number({ minimum: 0 }), 1e-4, 'What counts as an improvement.'),
  minDeltaMode: bySemantics<'absolute' | 'relative'>(
    enumeration('kind of threshold', {
      absolute: 'Better by more than minDelta (Keras; PyTorch `threshold_mode="abs"`).',
      relative: 'Better by more than this share of the best value (PyTorch `threshold_mode="rel"`).',
    }),
    'absolute',
    'relative',
    'What minDelta is: a difference, or a share of the best value.',
  ),
  cooldown: optional(integer({ minimum: 0 }), 0, 'Epochs to wait after a fall.'),
  minLearningRate: optional(number({ minimum: 0 }), 0, 'The rate never falls below.'),
  warmupSteps,
};

/** Keras (callbacks/reduce_lr_on_plateau.py): the epoch that ends a cooldown counts, and `patience` epochs suffice. */
function waitsAsKeras(rule: Options<typeof KEYS>, state: MonitorState, improved: boolean): boolean {
  if (state.cooldown > 0) {
    state.cooldown--;
    state.wait = 0;
  }
  if (improved) state.wait = 0;
  else if (state.cooldown === 0) state.wait++;
  return state.wait > 0 && state.wait >= rule.patience;
}

/** PyTorch (optim/lr_scheduler.py): it takes one epoch more than `patience`. */
function waitsAsPytorch(rule: Options<typeof KEYS>, state: MonitorState, improved: boolean): boolean {
  state.wait = improved ? 0 : state.wait + 1;
  if (state.cooldown > 0) {
    state.cooldown--;
    state.wait = 0;
  }
  return state.wait > rule.patience;
}

/** PyTorch does not lower a rate by less than this (`eps` of ReduceLROnPlateau). */
const PYTORCH_LEAST_FALL = 1e-8;

/** ReduceLROnPlateau of the framework that `semantics` names. It acts on the rate itself, at an epoch's end. */
export const reduceOnPlateau = scheduleOf({
  summary: 'A factor when a monitored value no longer improves (ReduceLROnPlateau of Keras and PyTorch).',
  keys: KEYS,
  factor: () => 1,
  watch({ value, state, learningRate, semantics }, rule) {
    // Runs of earlier versions do not name the mode: it is absolute.
    const better = rule.minDeltaMode === 'relative' ? improvesByShare : improves;
    const improved = better(rule.monitor, value, state.best, rule.minDelta);
    if (improved) state.best = value;
    const keras = semantics === 'keras';
    const waits = keras ? waitsAsKeras : waitsAsPytorch;
    if (!waits(rule, state, improved) || (keras && learningRate <= rule.minLearningRate)) return learningRate;
    state.cooldown = rule.cooldown;
    state.wait = 0;
    const lowered = Math.max(learningRate * rule.factor, rule.minLearningRate);
    return keras || learningRate - lowered > PYTORCH_LEAST_FALL ? lowered : learningRate;
  },
});
