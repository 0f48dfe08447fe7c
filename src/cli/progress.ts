/** The progress of a run: a progress bar on a terminal, a line an epoch (or second) elsewhere. */
import { statusInText } from '../run/status.ts';
import { oneLine } from '../base/plainText.ts';
import { missingLines } from '../run/missingText.ts';
import { EPOCHS } from '../run/controls/control.ts';
import { lastSecond } from '../run/frames.ts';
import { type EpochRecord, type MetricValues, EpochRows } from '../run/epochs.ts';
import type { RunEnd, RunInfo } from '../run/run.ts';
import { weightsText } from '../runs/weights.ts';
import type { RunEvent } from '../run/events/event.ts';
import { ERASE_LINE } from './io.ts';
import { formatCount, formatDuration } from '../base/numbers.ts';
import { displayWidth, formatNumber } from '../base/textTable.ts';

const BAR_CELLS = 24;
/** The bar is drawn, and lines are written, at most this often. */
const DRAW_MS = 80;
const LINE_MS = 500;

export class Progress {
  readonly #terminal: boolean;
  readonly #columns: () => number;
  #run: RunInfo | null = null;
  /** As they are now: more may be asked for on the way. */
  #epochs = 0;
  #step = 0;
  #loss = Number.NaN;
  #seconds = 0;
  #epoch: EpochRecord | null = null;
  #drawnAt = 0;
  #shown = false;

  constructor(terminal: boolean, columns: () => number) {
    this.#terminal = terminal;
    this.#columns = columns;
  }

  /** Text to write for an event; often empty. */
  text(event: RunEvent): string {
    switch (event.type) {
      case 'loading':
        if (!this.#terminal || event.total === 0) return '';
        return this.#bar(`loading data ${Math.floor((100 * event.done) / event.total)}%`);
      case 'start':
        this.#run = event.run;
        this.#epochs = event.run.plan.spec.training.epochs;
        return this.#clear() + startText(event.run);
      case 'frame': {
        const { frame } = event;
        const width = this.#run?.series.length ?? 1;
        this.#step = frame.firstStep + frame.count - 1;
        this.#loss = new Float64Array(frame.values)[(frame.count - 1) * width] ?? Number.NaN;
        this.#seconds = lastSecond(frame);
        return this.#draw();
      }
      case 'epochs': {
        const rows = new EpochRows(event.epochs);
        if (!this.#terminal)
          return rows
            .toArray()
            .map((record) => this.#line(record))
            .join('');
        this.#epoch = rows.at(rows.count - 1);
        return '';
      }
      case 'intervention': {
        const { path, from, to, schedule } = event.intervention;
        if (path === EPOCHS) this.#epochs = Number(to);
        if (schedule === undefined) return '';
        return `${this.#clear()}${path} ${String(from)} -> ${String(to)}, learning-rate schedule: ${schedule}\n`;
      }
      // Its message must not stand behind the bar.
      case 'thinned':
        return this.#clear();
      case 'status':
        return event.status === 'paused' ? `${this.#clear()}paused at step ${this.#step}\n` : '';
      case 'end':
        return this.#clear() + this.#lastEpoch() + endText(event.end);
      // Of the others a person at a terminal sees nothing.
      default:
        return '';
    }
  }

  #draw(): string {
    if (!this.#terminal || !this.#run || performance.now() - this.#drawnAt < DRAW_MS) return '';
    const { plan } = this.#run;
    const totalSteps = plan.stepsPerEpoch * this.#total(this.#epoch?.epoch ?? 0);
    const share = Math.min(1, this.#step / Math.max(1, totalSteps));
    const speed = this.#seconds > 0 ? (this.#step * plan.batchSize) / this.#seconds : 0;
    const left = this.#step > 0 ? (this.#seconds / this.#step) * (totalSteps - this.#step) : Number.NaN;
    const parts = [
      `epoch ${(this.#epoch?.epoch ?? 0) + (share < 1 ? 1 : 0)}/${this.#total(this.#epoch?.epoch ?? 0)}`,
      `loss ${formatNumber(this.#loss)}`,
      `${formatCount(Math.round(speed))} samples/s`,
      `${formatDuration(left)} left`,
      ...(this.#epoch ? [metricsText(this.#epoch)] : []),
    ];
    const text = parts.join('  ');
    const cells = Math.max(6, Math.min(BAR_CELLS, this.#columns() - displayWidth(text) - 5));
    const filled = Math.round(share * cells);
    return this.#bar(`[${'█'.repeat(filled)}${'░'.repeat(cells - filled)}]  ${text}`);
  }

  #bar(text: string): string {
    this.#drawnAt = performance.now();
    this.#shown = true;
    let shown = text;
    while (displayWidth(shown) >= this.#columns()) shown = shown.slice(0, -1);
    return `${ERASE_LINE}${shown}`;
  }

  #clear(): string {
    const clear = this.#shown ? ERASE_LINE : '';
    this.#shown = false;
    return clear;
  }

  #line(record: EpochRecord): string {
    const now = performance.now();
    const total = this.#total(record.epoch);
    this.#epoch = record;
    const due = record.epoch === 1 || now - this.#drawnAt >= LINE_MS || total <= 50;
    if (!due) return '';
    this.#drawnAt = now;
    this.#epoch = null;
    return epochText(record, total);
  }

  /** Epochs in all. A run that is gone on with may have got more before, of which no event tells. */
  #total(epoch: number): number {
    return Math.max(this.#epochs, epoch);
  }

  /** The last epoch's results where they have not been written yet. */
  #lastEpoch(): string {
    return this.#epoch ? epochText(this.#epoch, this.#total(this.#epoch.epoch)) : '';
  }
}

function startText({ plan, backend, id }: RunInfo): string {
  const { train, validation } = plan.data.samples;
  return (
    `${oneLine(plan.spec.name)}: ${formatCount(plan.parameterCount)} parameters, ${formatCount(train)} training and ` +
    `${formatCount(validation)} validation samples, ${formatCount(plan.totalSteps)} steps (${backend})\n` +
    missingLines(plan.data.missing)
      .map((line) => `${oneLine(line)}\n`)
      .join('') +
    `run ${oneLine(id)}\n`
  );
}

function epochText(record: EpochRecord, total: number): string {
  const speed = formatCount(Math.round(record.samplesPerSecond));
  const train = valuesText(record.train);
  return `epoch ${record.epoch}/${total}  ${train}${validationText(record)}  ${speed} samples/s\n`;
}

function validationText({ validation }: EpochRecord): string {
  return validation ? `  validation: ${valuesText(validation)}` : '';
}

function valuesText(values: MetricValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${formatNumber(value)}`)
    .join(', ');
}

function metricsText(record: EpochRecord): string {
  return record.validation ? `validation ${valuesText(record.validation)}` : valuesText(record.train);
}

function endText(end: RunEnd): string {
  const results =
    (end.weights ? `\nweights of the run: ${weightsText(end.weights)}` : '') +
    (end.test ? `\ntest: ${valuesText(end.test)}` : '');
  const epochs = `${end.epochs} ${end.epochs === 1 ? 'epoch' : 'epochs'}`;
  const steps = `${formatCount(end.steps)} ${end.steps === 1 ? 'step' : 'steps'}`;
  const why = end.reason === 'earlyStopping' ? ' (no more improvement)' : '';
  return `${statusInText(end.reason)}${why} after ${epochs} (${steps}) in ${formatDuration(end.seconds)}${results}\n`;
}
