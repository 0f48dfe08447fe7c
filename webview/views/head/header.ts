/** The head of the panel: which run, how far, how fast, how well, and the buttons that steer it. */
import { runLength } from '../../../src/run/controls/length.ts';
import type { MissingReport } from '../../../src/run/missingText.ts';
import type { RunParent, RunStatus } from '../../../src/run/run.ts';
import type { PanelContext } from '../../context.ts';
import { button, element, setAttribute, setText } from '../../look/dom.ts';
import { formatCount, formatDuration, formatPercent, formatValue } from '../../look/format.ts';
import { type IconName, icon } from '../../look/icons.ts';
import { isShare, metricLabel } from '../../metrics.ts';
import { type RunState, isLive, samplesPerSecond } from '../../runState.ts';
import { t, told } from '../../strings.ts';
import { missingDetails, missingSummary } from '../../models/missing.ts';

/** The status in words. */
export function statusText(status: RunStatus): string {
  switch (status) {
    case 'queued':
      return t('Queued');
    case 'preparing':
      return t('Preparing');
    case 'running':
      return t('Running');
    case 'paused':
      return t('Paused');
    case 'completed':
      return t('Completed');
    case 'earlyStopping':
      return t('Stopped early');
    case 'stopped':
      return t('Stopped');
    case 'failed':
      return t('Failed');
    case 'interrupted':
      return t('Interrupted');
  }
}

/** The origin of a run that goes on from another one. */
function parentText({ run, step, kind }: RunParent): string {
  switch (kind) {
    case 'fork':
      return t('Without the change that {0} has from step {1} on', run, formatCount(step + 1));
    case 'branch':
      return t('From step {1} of {0}', run, formatCount(step));
    case 'replay':
      return t('Repeats {0}', run);
  }
}

function action(context: PanelContext, name: IconName, label: string, command: string): HTMLButtonElement {
  return button(
    { class: 'action', title: label },
    () => {
      context.host.command(command);
    },
    icon(name),
    element('span', {}, label),
  );
}

interface Stat {
  readonly root: HTMLElement;
  readonly value: HTMLElement;
}

function stat(label: string): Stat {
  const value = element('dd', {});
  return { root: element('div', { class: 'stat' }, element('dt', {}, label), value), value };
}

export class Header {
  readonly root: HTMLElement;
  readonly #title = element('h1', {});
  readonly #status = element('span', { class: 'status', role: 'status' });
  readonly #bar = element('progress', { max: '1' });
  readonly #place = element('div', { class: 'place' });
  readonly #pace = element('div', { class: 'pace' });
  readonly #parent = element('div', { class: 'parent', hidden: true });
  readonly #missingSummary = element('summary', {});
  readonly #missingList = element('ul', {});
  readonly #missing = element(
    'details',
    { class: 'missing', hidden: true },
    this.#missingSummary,
    this.#missingList,
  );
  readonly #message = element('p', { class: 'message', role: 'alert', hidden: true });
  #drawnMissing: MissingReport | undefined;
  readonly #loss = stat(t('Training loss'));
  readonly #validationLoss = stat(t('Validation loss'));
  readonly #metric = stat('');
  readonly #validationMetric = stat('');
  readonly #pause: HTMLButtonElement;
  readonly #resume: HTMLButtonElement;
  readonly #step: HTMLButtonElement;
  readonly #epoch: HTMLButtonElement;
  readonly #more: HTMLButtonElement;
  readonly #branch: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #restart: HTMLButtonElement;

  constructor(context: PanelContext) {
    this.#pause = action(context, 'pause', t('Pause'), 'nnspec.pause');
    this.#resume = action(context, 'play', t('Resume'), 'nnspec.resume');
    this.#step = action(context, 'step', t('Step'), 'nnspec.step');
    this.#epoch = action(context, 'stepEpoch', t('One epoch'), 'nnspec.stepEpoch');
    this.#more = action(context, 'more', t('More epochs…'), 'nnspec.continueRun');
    this.#branch = action(context, 'branch', t('Branch…'), 'nnspec.branchRun');
    setAttribute(this.#branch, 'title', t('Start a new run from a checkpoint of this one'));
    this.#stop = action(context, 'stop', t('Stop'), 'nnspec.stop');
    this.#restart = action(context, 'restart', t('Restart'), 'nnspec.restart');
    this.#bar.setAttribute('aria-label', t('Progress'));
    this.root = element(
      'header',
      { class: 'header' },
      element('div', { class: 'title-row' }, this.#title, this.#status),
      this.#parent,
      this.#bar,
      element('div', { class: 'progress-row' }, this.#place, this.#pace),
      this.#missing,
      element(
        'div',
        { class: 'actions', role: 'toolbar', 'aria-label': t('Run') },
        this.#pause,
        this.#resume,
        this.#step,
        this.#epoch,
        this.#stop,
        this.#restart,
        this.#more,
        this.#branch,
      ),
      this.#message,
      element(
        'dl',
        { class: 'stats' },
        this.#loss.root,
        this.#validationLoss.root,
        this.#metric.root,
        this.#validationMetric.root,
      ),
    );
  }

  /** Shows the run as it is now. */
  draw(state: RunState, metric: string | null): void {
    const { info, data, status, end } = state;
    const { plan } = info;
    const step = Math.max(data.lastStep, end?.steps ?? 0);
    setText(this.#title, info.name);
    setAttribute(this.#title, 'title', `${info.specPath}\n${info.id}\n${info.backend}`);
    this.#parent.hidden = info.parent === undefined;
    if (info.parent) setText(this.#parent, parentText(info.parent));
    setText(this.#status, statusText(status));
    setAttribute(this.#status, 'data-status', status);
    const { epochs, totalSteps } = runLength(plan, state.controls, data.epochs.latest ?? undefined);
    this.#bar.value = totalSteps > 0 ? step / totalSteps : 0;
    const epoch = Math.min(epochs, Math.ceil(data.xOfStep('epoch', step)));
    setText(
      this.#place,
      t(
        'Epoch {0} of {1} · step {2} of {3}',
        formatCount(epoch),
        formatCount(epochs),
        formatCount(step),
        formatCount(totalSteps),
      ),
    );
    setText(this.#pace, this.#paceText(state, totalSteps - step));
    this.#drawActions(status);
    this.#drawMissing(plan.data.missing);
    this.#drawMessage(state);
    this.#drawStats(state, metric);
  }

  #paceText(state: RunState, stepsLeft: number): string {
    const speed = samplesPerSecond(state);
    const parts = Number.isFinite(speed) ? [t('{0} samples/s', formatCount(speed))] : [];
    const left = stepsLeft / state.pace.stepsPerSecond;
    if (state.status === 'running' && Number.isFinite(left)) parts.push(t('{0} left', formatDuration(left)));
    if (state.end !== null) parts.push(t('took {0}', formatDuration(state.end.seconds)));
    return parts.join(' · ');
  }

  #drawActions(status: RunStatus): void {
    const live = isLive(status);
    this.#pause.hidden = status !== 'running' && status !== 'preparing';
    this.#pause.disabled = status === 'preparing';
    this.#resume.hidden = status !== 'paused' && status !== 'interrupted' && status !== 'stopped';
    this.#step.hidden = !live;
    this.#step.disabled = status === 'preparing';
    this.#epoch.hidden = !live;
    this.#epoch.disabled = status === 'preparing';
    this.#more.hidden = live;
    this.#stop.hidden = !live;
  }

  /** Drawn once for each run: what became of missing values does not change while it trains. */
  #drawMissing(missing: MissingReport | undefined): void {
    if (missing === this.#drawnMissing) return;
    this.#drawnMissing = missing;
    this.#missing.hidden = missing === undefined;
    if (missing === undefined) return;
    setText(this.#missingSummary, missingSummary(missing));
    this.#missingList.replaceChildren(...missingDetails(missing).map((line) => element('li', {}, line)));
  }

  #drawMessage(state: RunState): void {
    const { status, end } = state;
    let text = '';
    if (status === 'failed')
      text = end?.message === undefined ? t('The run has failed.') : told({ ...end, message: end.message });
    if (status === 'interrupted')
      text = t('The run was cut off. Resume continues it from its last checkpoint.');
    this.#message.hidden = text === '';
    setText(this.#message, text);
  }

  #drawStats(state: RunState, metric: string | null): void {
    const { data, end } = state;
    const lastEpoch = data.epochs.latest;
    setText(this.#loss.value, formatValue(data.column('loss')?.at(data.length - 1)));
    const validation = lastEpoch?.validation;
    this.#validationLoss.root.hidden = validation === undefined;
    setText(this.#validationLoss.value, formatValue(validation?.['loss']));
    this.#metric.root.hidden = metric === null;
    this.#validationMetric.root.hidden = metric === null || validation === undefined;
    if (metric === null) return;
    const write = (target: Stat, label: string, value: number | undefined): void => {
      const name = target.root.firstElementChild;
      if (name !== null) setText(name, label);
      setText(
        target.value,
        value !== undefined && isShare(metric) ? formatPercent(value) : formatValue(value),
      );
    };
    write(this.#metric, t('Training {0}', metricLabel(metric)), lastEpoch?.train[metric]);
    const test = end?.test?.[metric];
    if (test === undefined) {
      write(this.#validationMetric, t('Validation {0}', metricLabel(metric)), validation?.[metric]);
    } else {
      this.#validationMetric.root.hidden = false;
      write(this.#validationMetric, t('Test {0}', metricLabel(metric)), test);
    }
  }
}
