/**
 * The distributions of weights or gradients. Above: every layer at one moment, first layer at the bottom. Below: one
 * layer over time. Both are one canvas each, for three layers as for sixty.
 */
import type { Distribution } from '../../../src/run/tensorSnapshots.ts';
import { drawMarks, pixelOfX, placeMarks } from '../../chart/marks.ts';
import { RIGHT_PADDING, Y_AXIS_WIDTH } from '../../chart/timeChart.ts';
import type { PanelContext, XExtent } from '../../context.ts';
import { button, element, iconButton, setAttribute, setText } from '../../look/dom.ts';
import { formatTick, formatValue } from '../../../src/base/numbers.ts';
import { icon } from '../../look/icons.ts';
import { marksOf } from '../../marks.ts';
import { extentOf } from '../../models/learning.ts';
import {
  type DistributionKind,
  distributionLayers,
  distributionTable,
  snapshotAt,
} from '../../models/tensorSnapshots.ts';
import type { RunState } from '../../runState.ts';
import { toggled } from '../../settings.ts';
import { t } from '../../strings.ts';
import type { Theme } from '../../look/theme.ts';
import { clearCanvas, pickShade, shadesOf } from './canvas.ts';
import { chartKeys } from './chartKeys.ts';
import { goByClick } from './goByClick.ts';
import {
  FONT_SIZE,
  paintRow,
  paintValueTicks,
  robustRange,
  scaleOfLayers,
  scaleTicks,
  shareOf,
  shortName,
} from './distributionPaint.ts';
import { Section } from '../section.ts';
import type { RunSection } from '../sections/runSection.ts';
import { tableElement } from '../table.ts';

const ID = 'distributions';
const MIN_ROW = 4;
const MAX_ROW = 26;
const MOST_HEIGHT = 260;
const AXIS_HEIGHT = 18;
const OVER_TIME_HEIGHT = 130;
const TOP = 4;

export class Distributions implements RunSection {
  readonly frame: Section;
  readonly #context: PanelContext;
  readonly #titleAt: (x: number, state: RunState) => string;
  readonly #kinds: ReadonlyMap<DistributionKind, HTMLButtonElement>;
  readonly #picker = element('select', { 'aria-label': t('Layer') });
  readonly #moment = element('div', { class: 'picture-title' });
  readonly #layers = element('canvas', { role: 'img', tabindex: '0' });
  readonly #overTime = element('canvas', { role: 'img', tabindex: '0' });
  readonly #layersFrame = element('div', { class: 'heat' }, this.#layers);
  readonly #timeFrame = element('div', { class: 'heat' }, this.#overTime);
  readonly #readout = element('div', { class: 'heat-readout', 'aria-live': 'polite' });
  readonly #tableBox = element('div', { class: 'table-box', hidden: true, tabindex: '0', role: 'region' });
  readonly #tableButton: HTMLButtonElement;
  #drawn = '';
  #names = '';
  #row: number | null = null;
  #rowHeight = MAX_ROW;
  #extent: XExtent = { min: 0, max: 1, positive: 1 };
  #count = 0;

  /** `titleAt` says where an x is. */
  constructor(context: PanelContext, titleAt: (x: number, state: RunState) => string) {
    this.#context = context;
    this.#titleAt = titleAt;
    this.frame = new Section(context, ID, t('Distributions'), true);
    for (const canvas of [this.#layers, this.#overTime])
      canvas.setAttribute('aria-label', t('Distributions'));
    const kind = (name: DistributionKind, label: string): [DistributionKind, HTMLButtonElement] => [
      name,
      button(
        { class: 'segment' },
        () => {
          context.set({ distribution: name });
        },
        label,
      ),
    ];
    this.#kinds = new Map([kind('weights', t('Weights')), kind('gradients', t('Gradients'))]);
    this.#picker.addEventListener('change', () => {
      context.set({ layer: this.#picker.value });
    });
    this.#tableButton = iconButton(icon('table'), t('Show as table'), () => {
      context.set({ tables: toggled(context.settings.tables, ID) });
    });
    const segments = element('div', { class: 'segments', role: 'group' }, ...this.#kinds.values());
    segments.setAttribute('aria-label', t('Values'));
    this.frame.tools.append(segments, this.#tableButton);
    this.frame.body.append(
      this.#moment,
      this.#layersFrame,
      element('div', { class: 'picture-title' }, this.#picker, t('over time')),
      this.#timeFrame,
      this.#readout,
      this.#tableBox,
    );
    this.#listen();
  }

  /** Redraws if the section is in view and something has changed. */
  draw(state: RunState): void {
    const names = distributionLayers(state);
    this.frame.root.hidden = names.length === 0;
    this.frame.sync();
    if (names.length === 0 || !this.frame.visible) return;
    const { settings, theme, revision } = this.#context;
    const { x: at } = this.#context.cursor;
    const drawn = [revision, at, this.#row].join();
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#count = names.length;
    this.#extent = extentOf(state.data, settings.xAxis);
    this.#syncTools(state, names);
    const snapshot = snapshotAt(state.data, settings, at);
    const histograms = snapshot?.[settings.distribution] ?? [];
    const chosen = this.#chosen(names);
    setText(this.#moment, t('All layers at step {0}', (snapshot?.step ?? 0).toString()));
    this.#paintLayers(names, histograms, chosen, theme);
    this.#paintTime(state, chosen, theme);
    const shown = histograms[this.#row ?? chosen];
    const name = names[this.#row ?? chosen] ?? '';
    const place = at === null ? '' : `${this.#titleAt(at, state)} · `;
    setText(this.#readout, shown === undefined ? '' : `${place}${name}: ${describe(shown)}`);
    setAttribute(this.#layers, 'aria-label', t('Distribution of {0} layers', names.length.toString()));
    setAttribute(this.#overTime, 'aria-label', t('Distribution of {0} over time', names[chosen] ?? ''));
  }

  #syncTools(state: RunState, names: readonly string[]): void {
    const { settings } = this.#context;
    for (const [name, segment] of this.#kinds) {
      setAttribute(segment, 'aria-pressed', (name === settings.distribution).toString());
    }
    if (names.join() !== this.#names) {
      this.#names = names.join();
      this.#picker.replaceChildren(...names.map((name) => element('option', { value: name }, name)));
    }
    this.#picker.value = names[this.#chosen(names)] ?? '';
    const open = settings.tables.includes(ID);
    this.#tableBox.hidden = !open;
    setAttribute(this.#tableButton, 'aria-pressed', open.toString());
    if (!open) return;
    const model = distributionTable(state, settings.distribution);
    setAttribute(this.#tableBox, 'aria-label', model.caption);
    this.#tableBox.replaceChildren(tableElement(model));
  }

  #chosen(names: readonly string[]): number {
    return Math.max(0, names.indexOf(this.#context.settings.layer ?? ''));
  }

  #paintLayers(
    names: readonly string[],
    histograms: readonly Distribution[],
    chosen: number,
    theme: Theme,
  ): void {
    const width = this.#layersFrame.clientWidth;
    const rowHeight = Math.min(MAX_ROW, Math.max(MIN_ROW, MOST_HEIGHT / names.length));
    const height = rowHeight * names.length;
    this.#rowHeight = rowHeight;
    const context = clearCanvas(this.#layers, width, height + TOP * 2 + AXIS_HEIGHT);
    if (context === null) return;
    const plot = Math.max(30, width - Y_AXIS_WIDTH - RIGHT_PADDING);
    const scale = scaleOfLayers(histograms);
    const shades = shadesOf(theme);
    context.translate(0, TOP);
    context.font = `${FONT_SIZE}px ${theme.fontFamily}`;
    context.textBaseline = 'middle';
    const gap = rowHeight > 6 ? 1 : 0;
    const every = Math.ceil((FONT_SIZE + 3) / rowHeight);
    names.forEach((name, index) => {
      const top = (names.length - 1 - index) * rowHeight;
      const histogram = histograms[index];
      if (histogram !== undefined) paintRow(context, histogram, scale, plot, top, rowHeight - gap, shades);
      if (index % every === 0) {
        context.fillStyle = index === chosen ? theme.foreground : theme.muted;
        context.textAlign = 'right';
        context.fillText(shortName(context, name), Y_AXIS_WIDTH - 5, top + rowHeight / 2);
      }
    });
    context.strokeStyle = theme.foreground;
    const marked = this.#row ?? chosen;
    context.strokeRect(
      Y_AXIS_WIDTH - 0.5,
      (names.length - 1 - marked) * rowHeight - 0.5,
      plot + 1,
      rowHeight,
    );
    context.textAlign = 'center';
    for (const tick of scaleTicks(scale, plot)) {
      const x = Y_AXIS_WIDTH + shareOf(scale, tick) * plot;
      context.fillStyle = theme.muted;
      context.fillText(formatTick(tick), x, height + AXIS_HEIGHT / 2 + 2);
      context.strokeStyle = theme.grid;
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, height + 3);
      context.stroke();
    }
  }

  #paintTime(state: RunState, chosen: number, theme: Theme): void {
    const { settings } = this.#context;
    const { data } = state;
    const width = this.#timeFrame.clientWidth;
    const context = clearCanvas(this.#overTime, width, OVER_TIME_HEIGHT + TOP + 7);
    if (context === null) return;
    const plot = Math.max(30, width - Y_AXIS_WIDTH - RIGHT_PADDING);
    const strip = { left: Y_AXIS_WIDTH, right: Y_AXIS_WIDTH + plot, top: 0, bottom: OVER_TIME_HEIGHT };
    const window = this.#context.windowOf(this.#extent);
    const pixelOf = (x: number): number => pixelOfX(x, window, settings.logX, strip);
    context.translate(0, TOP);
    const columns = data.tensorSnapshots.map((snapshot, index) => {
      const next = data.tensorSnapshots[index + 1];
      const from = pixelOf(data.xOfStep(settings.xAxis, snapshot.step));
      const to = next === undefined ? strip.right : pixelOf(data.xOfStep(settings.xAxis, next.step));
      return { histogram: snapshot[settings.distribution][chosen], from, to: Math.max(from + 1, to) };
    });
    const inView = columns.filter(({ from, to }) => to > strip.left && from < strip.right);
    const range = robustRange(inView.flatMap(({ histogram }) => (histogram ? [histogram] : [])));
    const yOf = (value: number): number =>
      OVER_TIME_HEIGHT * (1 - (value - range.low) / (range.high - range.low));
    context.save();
    context.beginPath();
    context.rect(strip.left, 0, plot, OVER_TIME_HEIGHT);
    context.clip();
    const shades = shadesOf(theme);
    for (const { histogram, from, to } of inView) {
      if (histogram === undefined) continue;
      const most = Math.max(1, ...histogram.counts);
      const bin = (histogram.high - histogram.low || 1e-12) / histogram.counts.length;
      histogram.counts.forEach((count, index) => {
        if (count === 0) return;
        context.fillStyle = pickShade(shades, Math.sqrt(count / most));
        const low = histogram.low + index * bin;
        const top = yOf(low + bin);
        context.fillRect(from, top, to - from + 0.5, Math.max(1, yOf(low) - top + 0.5));
      });
    }
    context.strokeStyle = theme.layers[2];
    context.lineWidth = 1.5;
    context.beginPath();
    for (const { histogram, from, to } of inView) {
      if (histogram !== undefined) context.lineTo((from + to) / 2, yOf(histogram.mean));
    }
    context.stroke();
    context.restore();
    paintValueTicks(context, range, yOf, theme, strip.right);
    const marks = marksOf(data, settings.xAxis);
    const placed = placeMarks(marks, pixelOf, strip, width, () => Infinity);
    drawMarks(context, { marks, placed, theme }, pixelOf, strip);
    const { x: at } = this.#context.cursor;
    const cursor = at === null ? NaN : pixelOf(at);
    if (!(cursor >= strip.left && cursor <= strip.right)) return;
    context.fillStyle = theme.foreground;
    context.fillRect(Math.round(cursor), 0, 1, OVER_TIME_HEIGHT);
  }

  #listen(): void {
    const context = this.#context;
    const pick = (row: number): void => {
      const names = this.#names.split(',');
      const name = names[Math.min(this.#count - 1, Math.max(0, row))];
      if (name !== undefined) context.set({ layer: name });
    };
    const rowAt = (event: PointerEvent | MouseEvent): number => {
      const top = event.clientY - this.#layers.getBoundingClientRect().top - TOP;
      return Math.min(this.#count - 1, Math.max(0, this.#count - 1 - Math.floor(top / this.#rowHeight)));
    };
    this.#layersFrame.addEventListener('pointermove', (event) => {
      this.#row = rowAt(event);
      context.refresh();
    });
    this.#layersFrame.addEventListener('pointerleave', () => {
      this.#row = null;
      context.refresh();
    });
    this.#layers.addEventListener('click', (event) => {
      pick(rowAt(event));
    });
    this.#layers.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
      if (step === 0) return;
      event.preventDefault();
      pick(this.#picker.selectedIndex + step);
    });
    const xAt = (pixel: number): number => {
      const plot = Math.max(30, this.#overTime.clientWidth - Y_AXIS_WIDTH - RIGHT_PADDING);
      const share = Math.min(1, Math.max(0, (pixel - Y_AXIS_WIDTH) / plot));
      const window = context.windowOf(this.#extent);
      return context.settings.logX
        ? window.min * (window.max / window.min) ** share
        : window.min + share * (window.max - window.min);
    };
    goByClick(this.#overTime, context, xAt);
    this.#timeFrame.addEventListener('pointermove', (event) => {
      context.cursor.pointerX = xAt(event.clientX - this.#overTime.getBoundingClientRect().left);
      context.refresh();
    });
    const leave = (): void => {
      context.cursor.pointerX = null;
      context.refresh();
    };
    this.#timeFrame.addEventListener('pointerleave', leave);
    this.#overTime.addEventListener('blur', leave);
    this.#overTime.addEventListener('keydown', (event) => {
      if (chartKeys(event, context, this.#extent)) event.preventDefault();
    });
  }
}

function describe({ mean, deviation, min, max }: Distribution): string {
  return t(
    'mean {0}, standard deviation {1}, from {2} to {3}',
    formatValue(mean),
    formatValue(deviation),
    formatValue(min),
    formatValue(max),
  );
}
