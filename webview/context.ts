/** The shared state of the panel's parts: the host, the theme, the user's settings and the x range in view. */
import type { Host } from './host.ts';
import { type PanelSettings, readSettings } from './settings.ts';
import { type Theme, readTheme } from './look/theme.ts';
import { TimeCursor } from './timeCursor.ts';

const SETTLE_AFTER = 250;

export interface XExtent {
  readonly min: number;
  readonly max: number;
  readonly positive: number;
}

export class PanelContext {
  readonly host: Host;
  /** Asks for an animation frame in which only what depends on the pointer is drawn anew. */
  readonly refresh: () => void;
  /** Changes with everything that changes a chart: a chart drawn for this revision need not be drawn again. */
  revision = 0;
  #settling: ReturnType<typeof setTimeout> | null = null;
  theme: Theme;
  settings: PanelSettings;
  /** Id of the run or comparison in view: a zoom belongs to one. */
  shownId = '';
  /** The moment that all pictures show. */
  readonly cursor = new TimeCursor(() => {
    this.#keepInView();
  });
  readonly #wide = matchMedia('(min-width: 1000px)');

  constructor(host: Host, refresh: () => void) {
    this.host = host;
    this.refresh = refresh;
    this.theme = readTheme();
    this.settings = readSettings(host.readState());
  }

  /** True where the charts stand side by side and the controls beside them; the styles ask the same. */
  get wide(): boolean {
    return this.#wide.matches;
  }

  /** Asks for a redraw of everything in the next animation frame. */
  invalidate(): void {
    this.revision += 1;
    this.refresh();
  }

  /** Asks for one more redraw soon: something was passed over because it is not worth every frame. */
  settle(): void {
    if (this.#settling !== null) return;
    this.#settling = setTimeout(() => {
      this.#settling = null;
      this.invalidate();
    }, SETTLE_AFTER);
  }

  /** Changes settings, keeps them and redraws. */
  set(change: Partial<PanelSettings>): void {
    this.settings = { ...this.settings, ...change };
    this.host.writeState(this.settings);
    this.invalidate();
  }

  get zoomed(): boolean {
    return this.settings.zoom?.id === this.shownId;
  }

  /** The x range to draw: the zoom, or everything. */
  windowOf(extent: XExtent): { min: number; max: number } {
    const { zoom, logX } = this.settings;
    const lowest = logX ? extent.positive : extent.min;
    if (zoom?.id === this.shownId) return { min: Math.max(zoom.min, lowest), max: zoom.max };
    return { min: lowest, max: extent.max > lowest ? extent.max : lowest + 1 };
  }

  /** Shows `min … max`; a range that is (nearly) everything follows the run again. */
  zoomTo(extent: XExtent, min: number, max: number): void {
    const lowest = this.settings.logX ? extent.positive : extent.min;
    const slack = (extent.max - lowest) * 1e-3;
    if (min <= lowest + slack && max >= extent.max - slack) this.resetZoom();
    else if (max > min) {
      const inside = { min: Math.max(min, lowest), max: Math.min(max, extent.max) };
      if (inside.max > inside.min) this.set({ zoom: { id: this.shownId, ...inside } });
    }
  }

  resetZoom(): void {
    this.set({ zoom: null });
  }

  /** Redraws for another moment; a zoom that it lies outside of is moved there. */
  #keepInView(): void {
    const { zoom } = this.settings;
    const x = this.cursor.heldX;
    if (x === null || zoom?.id !== this.shownId || (x >= zoom.min && x <= zoom.max)) {
      this.refresh();
      return;
    }
    const width = zoom.max - zoom.min;
    const min = Math.max(0, x - width / 2);
    this.set({ zoom: { id: zoom.id, min, max: min + width } });
  }
}
