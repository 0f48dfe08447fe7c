/** One HTML file about one or several runs that needs nothing else: it opens offline, in light and in dark. */
import { describeLayer } from '../../../kinds/layers/table.ts';
import { axesText } from '../../../plan/inputAxes.ts';
import { layerSeries, layersWithSeries } from '../../../run/series.ts';
import { statusInText } from '../../../run/status.ts';
import { missingLines } from '../../../run/missingText.ts';
import type { EpochRecord } from '../../../run/epochs.ts';
import type { ExportedRun } from '../exportRun.ts';
import { specValues } from '../../shape/specValues.ts';
import { weightsText } from '../../weights.ts';
import { chartFigure, type Chart, type ChartLine } from './chart.ts';
import { FIRST_EQUAL, STYLES, page } from './page.ts';
import { findingsHtml } from './findings.ts';
import { shownText, stepsOf } from './shown.ts';
import { formatCount, formatDuration, formatValue } from '../../../base/numbers.ts';
import { escapeHtml, tableHtml } from './text.ts';
import { totalEpochs } from '../../folder/runFile.ts';

/** Epochs listed in a table; of more, every second, third … and the last. */
const EPOCH_ROWS = 200;

const nameOf = (run: ExportedRun): string => run.user.name ?? run.info.name;

/** The report of the runs, in the given order. At least one. */
export function runsReport(runs: readonly ExportedRun[]): string {
  const [first] = runs;
  const title = runs.length === 1 && first ? nameOf(first) : `${runs.length} runs`;
  const charts = chartsOf(runs)
    .map(chartFigure)
    .filter((text) => text !== '');
  const content = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="sub">NNSpec ${escapeHtml(unique(runs.map(({ file }) => file.engine)).join(', '))}</p>`,
    runs.length === 1 && first ? noteHtml(first) : '',
    '<h2>Results</h2>',
    summary(runs),
    runs.length > 1 ? differences(runs) : '',
    '<h2>Charts</h2>',
    `<div class="charts">${charts.join('\n')}</div>`,
    ...runs.map((run, index) => details(run, index, runs.length > 1)),
  ];
  return page(title, content.filter((part) => part !== '').join('\n'));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** Of the only run of a report (its training), or of one of several. */
const styleOfRun = (index: number, count: number): number => (count === 1 ? 0 : equalStyle(index));
const equalStyle = (index: number): number => FIRST_EQUAL + (index % (STYLES - FIRST_EQUAL));

function swatch(style: number): string {
  return `<svg class="swatch" viewBox="0 0 22 10" aria-hidden="true"><path class="line s${style}" d="M1 5H21"/></svg>`;
}

function noteHtml({ user }: ExportedRun): string {
  return user.note === '' ? '' : `<p class="note">${escapeHtml(user.note)}</p>`;
}

/** A row a run: its line's colour, its results, how long it took. */
function summary(runs: readonly ExportedRun[]): string {
  const metrics = unique(runs.flatMap(({ journal }) => Object.keys(journal.epochs[0]?.train ?? {})));
  const tests = unique(runs.flatMap(({ file }) => Object.keys(file.end?.test ?? {})));
  const heads = [
    'Run',
    'Status',
    'Optimizer',
    'Learning rate',
    ...metrics.map((name) => `Training ${name}`),
    ...metrics.map((name) => `Validation ${name}`),
    ...tests.map((name) => `Test ${name}`),
    'Weights',
    'Epochs',
    'Time',
    'Started',
  ];
  const rows = runs.map((run, index) => {
    const { file, journal, status } = run;
    const last = journal.epochs.at(-1);
    const cells = [
      statusInText(status),
      file.spec.optimizer.type,
      formatValue(file.spec.optimizer.learningRate),
      ...metrics.map((name) => formatValue(last?.train[name])),
      ...metrics.map((name) => formatValue(last?.validation?.[name])),
      ...tests.map((name) => formatValue(file.end?.test?.[name])),
      file.end?.weights ? weightsText(file.end.weights) : '',
      `${formatCount(last?.epoch ?? 0)} / ${formatCount(totalEpochs(file))}`,
      formatDuration(file.end?.seconds ?? NaN),
      timeText(file.startedAt),
    ];
    const tail = cells.map((text) => `<td>${escapeHtml(text)}</td>`).join('');
    return `<tr><td>${swatch(styleOfRun(index, runs.length))}${escapeHtml(nameOf(run))}</td>${tail}</tr>`;
  });
  const head = heads.map((text) => `<th>${escapeHtml(text)}</th>`).join('');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** The values of the specs that differ between the runs. */
function differences(runs: readonly ExportedRun[]): string {
  const values = runs.map(({ file }) => specValues(file.spec));
  const paths = unique(values.flatMap((one) => [...one.keys()]));
  const differing = paths.filter((path) => new Set(values.map((one) => one.get(path))).size > 1);
  if (differing.length === 0) return '<p>The specs do not differ.</p>';
  const rows = differing.map((path) => [path, ...values.map((one) => String(one.get(path) ?? ''))]);
  return `<h2>What differs</h2>${tableHtml(['Value', ...runs.map(nameOf)], rows)}`;
}

function chartsOf(runs: readonly ExportedRun[]): Chart[] {
  const metrics = unique(runs.flatMap(({ journal }) => Object.keys(journal.epochs[0]?.train ?? {})));
  const [only] = runs;
  return [
    stepChart('Training loss of each step', runs, ['loss'], true),
    ...metrics.flatMap((name) => epochCharts(name, runs)),
    stepChart('Learning rate', runs, ['learningRate'], false),
    ...(runs.length === 1 && only ? layerCharts(only) : endCharts(runs)),
  ];
}

/** Of several runs the gradients of the first and the last layer that all of them have: there one sees them vanish. */
function endCharts(runs: readonly ExportedRun[]): Chart[] {
  const [first, ...others] = runs.map(({ info }) => layersWithSeries(info.series));
  const common = (first ?? []).filter((layer) => others.every((layers) => layers.includes(layer)));
  const ends = unique([...common.slice(0, 1), ...common.slice(-1)]);
  return ends.map((layer) =>
    stepChart(`Gradient norm of ${layer}`, runs, [layerSeries(layer, 'gradientNorm')], true),
  );
}

/** One line a run: the series of that name at each step. */
function stepChart(
  title: string,
  runs: readonly ExportedRun[],
  names: readonly string[],
  log: boolean,
): Chart {
  const lines = runs.flatMap((run, index) =>
    names.flatMap((name): ChartLine[] => {
      const line = seriesLine(run, name, nameOf(run), styleOfRun(index, runs.length));
      return line ? [line] : [];
    }),
  );
  return { title, xTitle: 'step', lines, log: log && spans(lines) };
}

/** A log axis pays where everything is positive and the highest is far above the lowest. */
function spans(lines: readonly ChartLine[]): boolean {
  let low = Infinity;
  let high = 0;
  for (const { y } of lines) {
    for (const value of Array.from(y)) {
      if (value <= 0) return false;
      if (value < low) low = value;
      if (value > high && value < Infinity) high = value;
    }
  }
  return high > 50 * low;
}

function seriesLine(run: ExportedRun, name: string, label: string, style: number): ChartLine | null {
  const column = run.info.series.indexOf(name);
  if (column < 0) return null;
  const { step, values } = stepsOf(run);
  const width = run.info.series.length;
  const y = Float64Array.from({ length: step.length }, (_, row) => values[row * width + column] ?? NaN);
  return { label, style, x: step, y };
}

/** Of one run: training and validation together; of several: one chart each. */
function epochCharts(metric: string, runs: readonly ExportedRun[]): Chart[] {
  const line = (
    run: ExportedRun,
    split: 'train' | 'validation',
    label: string,
    style: number,
  ): ChartLine[] => {
    const records = run.journal.epochs.filter((record) => record[split]?.[metric] !== undefined);
    if (records.length === 0) return [];
    const x = records.map(({ epoch }) => epoch);
    const y = records.map((record) => record[split]?.[metric] ?? NaN);
    return [{ label, style, x, y }];
  };
  const chart = (title: string, lines: readonly ChartLine[]): Chart => ({
    title,
    xTitle: 'epoch',
    lines,
    log: metric === 'loss' && spans(lines),
  });
  const [only] = runs;
  if (runs.length === 1 && only) {
    return [
      chart(metric, [...line(only, 'train', 'training', 0), ...line(only, 'validation', 'validation', 1)]),
    ];
  }
  return (['train', 'validation'] as const).map((split) =>
    chart(
      `${split === 'train' ? 'Training' : 'Validation'} ${metric}`,
      runs.flatMap((run, index) => line(run, split, nameOf(run), equalStyle(index))),
    ),
  );
}

/** Gradient norms and update ratios of each layer. */
function layerCharts(run: ExportedRun): Chart[] {
  const layers = layersWithSeries(run.info.series);
  const gradients = layers.flatMap((layer, index): ChartLine[] => {
    const found = seriesLine(run, layerSeries(layer, 'gradientNorm'), layer, equalStyle(index));
    return found ? [found] : [];
  });
  const ratios = layers.flatMap((layer, index): ChartLine[] => {
    const update = seriesLine(run, layerSeries(layer, 'updateNorm'), layer, equalStyle(index));
    const weight = seriesLine(run, layerSeries(layer, 'weightNorm'), layer, equalStyle(index));
    if (!update || !weight) return [];
    const y = Float64Array.from(update.y, (value, row) => value / (weight.y[row] ?? NaN));
    return [{ ...update, y }];
  });
  return [
    { title: 'Gradient norm of each layer', xTitle: 'step', lines: gradients, log: true },
    { title: 'Update ratio of each layer', xTitle: 'step', lines: ratios, log: true },
  ];
}

/** Everything else about a run; folded where there are several. */
function details(run: ExportedRun, index: number, several: boolean): string {
  const { file, journal, info, specText } = run;
  const { plan } = info;
  const parts = [
    several ? noteHtml(run) : '',
    file.end?.message === undefined ? '' : `<p class="note">${escapeHtml(file.end.message)}</p>`,
    `<p class="sub">${escapeHtml(shownText(run, EPOCH_ROWS).join(' '))}</p>`,
    '<h3>Network</h3>',
    tableHtml(
      ['Layer', 'Type', 'Outputs', 'Parameters'],
      [
        ['input', '', axesText(plan.data) || String(plan.data.features), ''],
        ...plan.layers.map((layer) => [
          layer.id,
          describeLayer(layer.spec),
          layer.output.axes.join(' × '),
          String(layer.parameterCount),
        ]),
      ],
    ),
    `<p>${plan.parameterCount} parameters; ${plan.data.samples.train} training, ${plan.data.samples.validation} validation and ${plan.data.samples.test} test samples.</p>`,
    ...missingLines(plan.data.missing).map((line) => `<p class="sub">${escapeHtml(line)}</p>`),
    findingsHtml(journal.findings),
    interventionsHtml(run),
    '<h3>Epochs</h3>',
    epochTable(journal.epochs),
    '<h3>Spec of this run</h3>',
    `<pre>${escapeHtml(specText)}</pre>`,
    overridesHtml(run),
    '<h3>Where it ran</h3>',
    tableHtml(
      ['Fact', 'Value'],
      [
        ['Run', info.id],
        ['Spec', info.specPath],
        ['Backend', `${info.backend}, ${info.threads} ${info.threads === 1 ? 'thread' : 'threads'}`],
        ['Processor', `${file.machine.processor} (${file.machine.cores} cores)`],
        ['System', `${file.machine.platform} ${file.machine.arch}, Node ${file.machine.node}`],
        ['Started', timeText(file.startedAt)],
        ['Ended', file.endedAt === null ? '–' : timeText(file.endedAt)],
      ],
    ),
  ].join('\n');
  if (!several) return parts.replaceAll('<h3>', '<h2>').replaceAll('</h3>', '</h2>');
  return `<details><summary>${swatch(equalStyle(index))}${escapeHtml(nameOf(run))}</summary>${parts}</details>`;
}

/** An ISO time to the second, as a reader anywhere can place it. */
function timeText(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

function interventionsHtml({ journal }: ExportedRun): string {
  if (journal.interventions.length === 0) return '';
  const rows = journal.interventions.map(({ step, epoch, path, from, to }) => [
    String(step),
    String(epoch),
    path,
    JSON.stringify(from),
    JSON.stringify(to),
  ]);
  return `<h3>Changed while it trained</h3>${tableHtml(['Step', 'Epoch', 'Setting', 'From', 'To'], rows)}`;
}

function overridesHtml({ file }: ExportedRun): string {
  if (file.overrides.length === 0) return '';
  const rows = file.overrides.map(({ path, value }) => [
    typeof path === 'string' ? path : path.join('.'),
    JSON.stringify(value),
  ]);
  return `<h3>Set for this run</h3>${tableHtml(['Path', 'Value'], rows)}`;
}

function epochTable(epochs: readonly EpochRecord[]): string {
  const every = Math.ceil(epochs.length / EPOCH_ROWS);
  const shown = epochs.filter((_, index) => index % every === 0 || index === epochs.length - 1);
  const names = Object.keys(epochs[0]?.train ?? {});
  const rows = shown.map((record) => [
    formatCount(record.epoch),
    formatCount(record.step),
    ...names.map((name) => formatValue(record.train[name])),
    ...names.map((name) => formatValue(record.validation?.[name])),
    formatDuration(record.seconds),
  ]);
  const head = [
    'Epoch',
    'Step',
    ...names.map((name) => `Training ${name}`),
    ...names.map((name) => `Validation ${name}`),
    'Seconds',
  ];
  return tableHtml(head, rows);
}
