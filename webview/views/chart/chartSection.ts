/** A section with a chart, the names of its lines, its tools, its read-out and its table. */
import { linesCsv } from '../../chart/csv.ts';
import { type ChartModel, type LineSource, isAverage } from '../../chart/model.ts';
import { ROW_HEIGHT } from '../../chart/marks.ts';
import { framedPicture } from '../../chart/picture.ts';
import { Readout } from '../../chart/readout.ts';
import { TimeChart } from '../../chart/timeChart.ts';
import type { PanelContext } from '../../context.ts';
import { formatShare } from '../../../src/base/numbers.ts';
import { element, setAttribute, setText } from '../../look/dom.ts';
import { toggled } from '../../settings.ts';
import { t } from '../../strings.ts';
import { chartKeys } from './chartKeys.ts';
import { copyPicture } from './copyPicture.ts';
import { goByClick } from './goByClick.ts';
import { type ChartSwitch, ChartTools } from './chartTools.ts';
import { Legend } from './legend.ts';
import { LineEnds } from './lineEnds.ts';
import { Section } from '../section.ts';
import { type TableModel, tableElement } from '../table.ts';

export interface ChartSectionOptions {
  readonly id: string;
  readonly title: string;
  readonly startsLog: boolean;
  readonly startsFolded?: boolean;
  /** A list to pick from, beside the tools. */
  readonly picker?: HTMLElement;
  readonly switches?: readonly ChartSwitch[];
  /** The names of the lines stand above the chart, and not only beside their ends: for lines of many runs. */
  readonly legendAbove?: true;
  /** The chart to draw now; null hides the section (nothing of the kind is recorded). */
  readonly build: () => ChartModel | null;
  readonly table: () => TableModel;
  /** The name of its CSV without the ending, where it is not the section's id. */
  readonly fileName?: () => string;
  /** The heading of the read-out, such as `step 120, epoch 1.3`. */
  readonly titleAt: (x: number) => string;
}

/** A table is for reading: it need not change with every frame. */
const TABLE_INTERVAL = 1000;
const LEGEND_INTERVAL = 200;

export class ChartSection {
  readonly section: Section;
  readonly #context: PanelContext;
  readonly #options: ChartSectionOptions;
  readonly #chart: TimeChart;
  readonly #canvas = element('canvas', { tabindex: '0', role: 'img' });
  readonly #frame = element('div', { class: 'chart' }, this.#canvas);
  readonly #live = element('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #tableBox = element('div', { class: 'table-box', hidden: true, tabindex: '0' });
  readonly #readout = new Readout(this.#frame);
  readonly #note = element('div', { class: 'chart-note', hidden: true });
  readonly #legend: Legend;
  readonly #ends: LineEnds;
  readonly #tools: ChartTools;
  #model: ChartModel | null = null;
  #strong: string | null = null;
  /** The pointer's y over this chart; null while it is elsewhere. */
  #pointerY: number | null = null;
  /** Revision and stressed line of the last drawing. */
  #drawn = '';
  #endsDrawn = '';
  #tableAt = -Infinity;
  #legendAt = -Infinity;

  constructor(context: PanelContext, options: ChartSectionOptions) {
    this.#context = context;
    this.#options = options;
    this.section = new Section(context, options.id, options.title, options.startsFolded);
    // Until the first drawing says more.
    this.#canvas.setAttribute('aria-label', options.title);
    const stress = (id: string | null): void => {
      this.#strong = id;
      context.refresh();
    };
    this.#legend = new Legend((id, alone) => {
      this.#legendAt = -Infinity;
      context.set({
        flippedLines: alone ? this.#alone(id) : toggled(this.#flipped, `${options.id}/${id}`),
      });
    }, stress);
    this.#ends = new LineEnds(stress);
    this.#frame.append(this.#ends.root, this.#note);
    const { legendAbove = false, picker, switches = [] } = options;
    this.#tools = new ChartTools(context, {
      id: options.id,
      title: options.title,
      switches,
      legend: legendAbove ? null : this.#legend.root,
      logY: () => this.#logY,
      onTable: () => {
        this.#tableAt = -Infinity;
        context.set({ tables: toggled(context.settings.tables, options.id) });
      },
      onCopy: () => {
        this.#copyPicture();
      },
      onSave: () => {
        this.#saveCsv();
      },
    });
    if (picker) this.section.tools.append(picker);
    this.section.tools.append(...this.#tools.roots);
    if (legendAbove) this.section.body.append(this.#legend.root);
    this.section.body.append(this.#frame, this.#live, this.#tableBox);
    this.#chart = new TimeChart(this.#canvas, {
      onResize: context.refresh,
      onZoom: (min, max) => {
        if (this.#model !== null) context.zoomTo(this.#model.extent, min, max);
      },
    });
    this.#listen();
  }

  get #logY(): boolean {
    return this.#options.startsLog !== this.#context.settings.flippedY.includes(this.#options.id);
  }

  /** Redraws what has changed; `now` in milliseconds paces what need not follow every frame. */
  draw(now: number): void {
    const drawn = `${this.#context.revision} ${this.#strong ?? ''}`;
    if (drawn === this.#drawn && this.#model !== null && this.section.visible) {
      this.#drawEnds();
      this.#drawReadout();
      return;
    }
    const model = this.#options.build();
    this.section.root.hidden = model === null;
    this.section.sync();
    if (model === null || !this.section.visible) return;
    this.#model = model;
    this.#drawn = drawn;
    const { settings, theme } = this.#context;
    const window = this.#context.windowOf(model.extent);
    const lines = this.#shownLines();
    const raw = settings.raw.includes(this.#options.id);
    const { noisy } = this.#chart.draw(
      { ...model, lines },
      {
        theme,
        logX: settings.logX,
        logY: this.#logY,
        time: settings.xAxis === 'time',
        window,
        strong: this.#strong,
        peaks: settings.peaks.includes(this.#options.id),
        raw,
      },
    );
    this.#tools.sync({
      mayClip: model.mayClip === true && !this.#logY,
      noisy,
      tableIsOpen: settings.tables.includes(this.#options.id),
    });
    this.#drawEnds();
    if (now - this.#legendAt >= LEGEND_INTERVAL) {
      this.#legendAt = now;
      this.#legend.draw(model.lines, (line) => this.#isHidden(line));
      setAttribute(this.#canvas, 'aria-label', this.#summary(model));
    } else this.#context.settle();
    this.#drawTable(now);
    this.#drawReadout();
  }

  /**
   * Names and values beside the lines: those of the step that is looked back at, else those at the right end of a zoom,
   * else the last ones. Drawn again only where the chart or that step has changed.
   */
  #drawEnds(): void {
    const model = this.#model;
    const { cursor, zoomed } = this.#context;
    const drawn = [this.#drawn, cursor.step, ...Object.values<number>({ ...this.#chart.area })].join(' ');
    if (model === null || drawn === this.#endsDrawn) return;
    this.#endsDrawn = drawn;
    const held = cursor.heldX;
    const end = zoomed ? this.#context.windowOf(model.extent).max : null;
    const ends = this.#shownLines()
      .filter((line) => !line.behind)
      .map((line) => {
        const inZoom = end === null ? line.latest() : (line.at(end) ?? line.latest());
        const value = (held === null ? inZoom : line.upTo(held))?.y ?? NaN;
        return { line, value, y: this.#chart.yPixelOf(value) };
      });
    this.#ends.draw(ends, this.#chart.area);
    this.#drawNote(ends.map(({ y }) => y).filter(Number.isFinite));
  }

  /** The note of the chart, or that its lines are averages, in the corner at the right that their ends leave free. */
  #drawNote(ends: readonly number[]): void {
    const lines = this.#shownLines();
    const isSmoothed = lines.some((line) => isAverage(line, lines));
    const smoothed = isSmoothed ? t('smoothed {0}', formatShare(this.#context.settings.smoothing)) : '';
    const text = this.#model?.note ?? smoothed;
    this.#note.hidden = text === '';
    setText(this.#note, text);
    const { top, bottom } = this.#chart.area;
    const middle = ends.reduce((sum, y) => sum + y, 0) / Math.max(1, ends.length);
    this.#note.style.top = `${Math.round(middle > (top + bottom) / 2 ? top + ROW_HEIGHT : bottom - 20)}px`;
  }

  /** The whole name of a line: an average is told from the values that it is an average of. */
  #nameOf(line: LineSource): string {
    const isSmoothed = isAverage(line, this.#model?.lines ?? []);
    return isSmoothed ? t('{0}, smoothed', line.label) : line.label;
  }

  get #flipped(): readonly string[] {
    return this.#context.settings.flippedLines;
  }

  #isHidden(line: LineSource): boolean {
    return line.startsHidden !== this.#flipped.includes(`${this.#options.id}/${line.id}`);
  }

  /**
   * The lines to flip so that only the line `id` is drawn; if it is alone already, those that bring the others back.
   */
  #alone(id: string): readonly string[] {
    const lines = this.#model?.lines.filter((line) => !line.behind) ?? [];
    const prefix = `${this.#options.id}/`;
    const others = this.#flipped.filter((flipped) => !flipped.startsWith(prefix));
    const isAlone = lines.every((line) => this.#isHidden(line) === (line.id !== id));
    if (isAlone) return others;
    const flipped = lines.filter((line) => line.startsHidden === (line.id === id));
    return [...others, ...flipped.map((line) => `${prefix}${line.id}`)];
  }

  #shownLines(): readonly LineSource[] {
    return this.#model?.lines.filter((line) => !this.#isHidden(line)) ?? [];
  }

  #copyPicture(): void {
    const lines = this.#shownLines().filter((line) => !line.behind);
    copyPicture(framedPicture(this.#canvas, this.section.title, lines, this.#context.theme), (text) => {
      this.#tools.tellCopied(text);
    });
  }

  /** The values in view of the lines that are switched on, in a file of the user's choice. */
  #saveCsv(): void {
    const model = this.#model;
    if (model === null) return;
    const { settings, host } = this.#context;
    const unit = { step: 'step', epoch: 'epoch', time: 'seconds' }[settings.xAxis];
    const text = linesCsv(this.#shownLines(), unit, this.#context.windowOf(model.extent), t('smoothed'));
    void host.call({ type: 'save', name: `${this.#options.fileName?.() ?? this.#options.id}.csv`, text });
  }

  #summary(model: ChartModel): string {
    const named = model.lines.filter((line) => !line.behind).map((line) => line.label);
    return t(
      '{0}: {1}. Arrow keys read values, Enter goes to a step, plus and minus zoom, 0 resets.',
      this.section.title,
      named.join(', '),
    );
  }

  #drawTable(now: number): void {
    const open = this.#context.settings.tables.includes(this.#options.id);
    this.#tableBox.hidden = !open;
    if (!open) return;
    if (now - this.#tableAt < TABLE_INTERVAL) {
      this.#context.settle();
      return;
    }
    this.#tableAt = now;
    const model = this.#options.table();
    setAttribute(this.#tableBox, 'aria-label', model.caption);
    setAttribute(this.#tableBox, 'role', 'region');
    this.#tableBox.replaceChildren(tableElement(model));
  }

  #drawReadout(): void {
    const { x, pointerX } = this.#context.cursor;
    const area = this.#chart.area;
    const pixel = x === null ? NaN : this.#chart.pixelOf(x);
    if (x === null || this.#model === null || !(pixel >= area.left && pixel <= area.right)) {
      this.#readout.hide();
      return;
    }
    this.#readout.showCursor(pixel, area.top, area.bottom, pointerX === null);
    const pointerY = this.#pointerY;
    if (pointerY === null || pointerX === null) return;
    const rows = this.#model.lines
      .filter((line) => !line.behind && !this.#isHidden(line))
      .flatMap((line) => {
        const y = line.at(x)?.y;
        if (y === undefined) return [];
        const distance = Math.abs(this.#chart.yPixelOf(y) - pointerY);
        return [
          { line, name: this.#nameOf(line), y, distance: Number.isNaN(distance) ? Infinity : distance },
        ];
      });
    const nearest = rows.reduce<(typeof rows)[number] | null>(
      (best, row) => (row.distance < (best?.distance ?? Infinity) ? row : best),
      null,
    );
    const strong = nearest !== null && rows.length > 1 && nearest.distance < 24 ? nearest.line.id : null;
    if (strong !== this.#strong) {
      this.#strong = strong;
      this.#legend.stress(strong);
      this.#ends.stress(strong);
      this.#context.refresh();
    }
    const window = this.#context.windowOf(this.#model.extent);
    const reach = ((window.max - window.min) / Math.max(1, area.right - area.left)) * 6;
    const marks = this.#model.marks
      .filter(({ kind, x: from, to = from }) => kind !== 'epoch' && x >= from - reach && x <= to + reach)
      .map((mark) => mark.label);
    this.#readout.showBox(pixel, [this.#options.titleAt(x), ...marks].join(' · '), rows, strong);
  }

  #listen(): void {
    const context = this.#context;
    this.#frame.addEventListener('pointermove', (event) => {
      const box = this.#canvas.getBoundingClientRect();
      this.#pointerY = event.clientY - box.top;
      context.cursor.pointerX = this.#chart.xAt(event.clientX - box.left);
      context.refresh();
    });
    const leave = (): void => {
      this.#pointerY = null;
      this.#strong = null;
      this.#legend.stress(null);
      this.#ends.stress(null);
      context.cursor.pointerX = null;
      context.refresh();
    };
    this.#frame.addEventListener('pointerleave', leave);
    this.#canvas.addEventListener('blur', leave);
    goByClick(this.#canvas, context, (pixel) => this.#chart.xAt(pixel));
    this.#canvas.addEventListener('dblclick', () => {
      context.resetZoom();
    });
    this.#canvas.addEventListener('keydown', (event) => {
      if (this.#model === null) return;
      const moved = chartKeys(event, context, this.#model.extent);
      if (!moved) return;
      event.preventDefault();
      const area = this.#chart.area;
      this.#pointerY = (area.top + area.bottom) / 2;
      requestAnimationFrame(() => {
        setText(this.#live, this.#readout.text);
      });
    });
  }
}
