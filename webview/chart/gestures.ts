/**
 * The pans and pinches of the charts, by pointer events. chartjs-plugin-zoom takes them from hammerjs, which is not maintained
 * any more: the bundler puts this in its place, so it has the names and the events of hammerjs that the plugin uses.
 */

type Handler = (event: Gesture) => void;
type PointerFacts = Pick<PointerEvent, 'clientX' | 'clientY'>;

/** The parts of an event that the plugin reads. */
interface Gesture {
  readonly type: string;
  readonly target: EventTarget | null;
  readonly srcEvent: PointerEvent;
  readonly pointerType: string;
  readonly center: { readonly x: number; readonly y: number };
  /** Since the gesture began. */
  readonly deltaX: number;
  readonly deltaY: number;
  /** Of the distance between two pointers. */
  readonly scale: number;
  readonly pointers: readonly PointerFacts[];
}

interface PanOptions {
  readonly threshold?: number;
  readonly enable?: (recognizer: unknown, event?: Gesture) => boolean;
}

/** One pointer that moves. */
export class Pan {
  readonly options: PanOptions;

  constructor(options: PanOptions = {}) {
    this.options = options;
  }
}

/** Two pointers whose distance changes. */
export class Pinch {
  readonly pointers = 2;
}

const PAN_THRESHOLD = 10;

/** Listens on one element until `destroy`. */
export class Manager {
  readonly #element: HTMLElement;
  readonly #handlers = new Map<string, Handler>();
  readonly #pointers = new Map<number, PointerEvent>();
  readonly #listening = new AbortController();
  #pan: Pan | null = null;
  #pinches = false;
  #doing: 'pan' | 'pinch' | null = null;
  #from = { x: 0, y: 0 };
  #distance = 1;

  constructor(element: HTMLElement) {
    this.#element = element;
    const { signal } = this.#listening;
    element.addEventListener('pointerdown', this.#down, { signal });
    // A pointer that is held may leave the element.
    const { ownerDocument } = element;
    ownerDocument.addEventListener('pointermove', this.#move, { signal });
    for (const end of ['pointerup', 'pointercancel'] as const)
      ownerDocument.addEventListener(end, this.#up, { signal });
  }

  add(recognizer: Pan | Pinch): void {
    if (recognizer instanceof Pan) this.#pan = recognizer;
    else this.#pinches = true;
    // Else the browser scrolls or zooms the page with the fingers.
    this.#element.style.touchAction = 'pan-y';
  }

  on(name: string, handler: Handler): void {
    this.#handlers.set(name, handler);
  }

  remove(name: string): void {
    this.#handlers.delete(name);
  }

  destroy(): void {
    this.#listening.abort();
  }

  readonly #down = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    this.#end(event);
    this.#pointers.set(event.pointerId, event);
    this.#from = this.#center();
    this.#distance = Math.max(1, this.#spread());
  };

  readonly #move = (event: PointerEvent): void => {
    if (!this.#pointers.has(event.pointerId)) return;
    this.#pointers.set(event.pointerId, event);
    if (this.#doing !== null) {
      this.#publish(this.#doing === 'pan' ? 'panmove' : 'pinch', event);
      return;
    }
    if (this.#pointers.size === 2 && this.#pinches) this.#begin('pinch', event);
    else if (this.#pointers.size === 1 && this.#pan !== null) {
      const { x, y } = this.#center();
      const { threshold = PAN_THRESHOLD, enable } = this.#pan.options;
      if (Math.hypot(x - this.#from.x, y - this.#from.y) < threshold) return;
      if (enable?.(this.#pan, this.#gesture('pan', event)) !== false) this.#begin('pan', event);
    }
  };

  readonly #up = (event: PointerEvent): void => {
    if (!this.#pointers.has(event.pointerId)) return;
    this.#end(event);
    this.#pointers.delete(event.pointerId);
  };

  #begin(what: 'pan' | 'pinch', event: PointerEvent): void {
    this.#doing = what;
    this.#publish(`${what}start`, event);
  }

  #end(event: PointerEvent): void {
    if (this.#doing === null) return;
    this.#publish(`${this.#doing}end`, event);
    this.#doing = null;
  }

  #publish(type: string, event: PointerEvent): void {
    this.#handlers.get(type)?.(this.#gesture(type, event));
  }

  #gesture(type: string, event: PointerEvent): Gesture {
    const center = this.#center();
    return {
      type,
      target: this.#element,
      srcEvent: event,
      pointerType: event.pointerType,
      center,
      deltaX: center.x - this.#from.x,
      deltaY: center.y - this.#from.y,
      scale: this.#spread() / this.#distance,
      pointers: [...this.#pointers.values()],
    };
  }

  #center(): { x: number; y: number } {
    const pointers = [...this.#pointers.values()];
    const mean = (of: (pointer: PointerEvent) => number): number =>
      pointers.reduce((sum, pointer) => sum + of(pointer), 0) / Math.max(1, pointers.length);
    return { x: mean((pointer) => pointer.clientX), y: mean((pointer) => pointer.clientY) };
  }

  #spread(): number {
    const [first, second] = [...this.#pointers.values()];
    if (first === undefined || second === undefined) return this.#distance;
    return Math.hypot(first.clientX - second.clientX, first.clientY - second.clientY);
  }
}

export default { Manager, Pan, Pinch };
