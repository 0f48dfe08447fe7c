/** The panel's page by the messages of the host; one redraw per animation frame and none while hidden. */
import type { RunMessage } from '../src/run/events/dispatch.ts';
import type { PanelMessage } from '../src/protocol/panel.ts';
import type { PanelContext } from './context.ts';
import { ComparisonData } from './models/comparison.ts';
import { RunState } from './runState.ts';
import { ComparisonView } from './views/comparison/comparison.ts';
import { SetupView } from './views/comparison/setup.ts';
import { PreparingView, QueuedView, emptyView } from './views/empty.ts';
import { RefusedView } from './views/refused.ts';
import { RunView } from './views/run.ts';

type Shown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'run'; readonly state: RunState }
  | { readonly kind: 'comparison'; readonly data: ComparisonData };

export class App {
  readonly #context: PanelContext;
  readonly #root: HTMLElement;
  readonly #runView: RunView;
  readonly #comparisonView: ComparisonView;
  readonly #preparing: PreparingView;
  readonly #queued: QueuedView;
  readonly #refused: RefusedView;
  readonly #setup: SetupView;
  #shown: Shown = { kind: 'nothing' };
  /** A snapshot is on its way: frames that do not fit are expected until it is here. */
  #resyncing = false;
  /** Batches of which the host waits to hear that they are drawn. */
  #owed = 0;
  /** The time of the oldest step that is not drawn yet, of Date.now(); null: all are drawn. */
  #undrawn: number | null = null;

  constructor(context: PanelContext, root: HTMLElement) {
    this.#context = context;
    this.#root = root;
    this.#preparing = new PreparingView(context);
    this.#queued = new QueuedView(context);
    this.#refused = new RefusedView(context);
    this.#setup = new SetupView(context);
    this.#runView = new RunView(context);
    this.#comparisonView = new ComparisonView(context);
  }

  /** Takes in what the host says at once; `now` in milliseconds. */
  receive(messages: readonly PanelMessage[], now: number): void {
    for (const message of messages) this.#receive(message, now);
    this.#owed++;
    this.#context.invalidate();
  }

  #receive(message: PanelMessage, now: number): void {
    switch (message.type) {
      case 'empty':
        this.#show({ kind: 'nothing' }, '', emptyView(this.#context, message.specs));
        break;
      case 'preparing':
        this.#preparing.draw(message.name, message.done, message.total);
        this.#show({ kind: 'nothing' }, '', this.#preparing.root);
        break;
      case 'refused':
        this.#refused.draw(message);
        this.#show({ kind: 'nothing' }, '', this.#refused.root);
        break;
      case 'queued':
        this.#queued.draw(message.name, message.running, message.before);
        this.#show({ kind: 'nothing' }, '', this.#queued.root);
        break;
      case 'beside':
        if (this.#shown.kind === 'run') {
          this.#shown.state.beside = message.twin && new RunState(message.twin);
        }
        break;
      case 'snapshot':
        this.#resyncing = false;
        this.#show({ kind: 'run', state: new RunState(message) }, message.run.id, this.#runView.root);
        break;
      case 'compareSetup':
        this.#setup.draw(message.setup);
        this.#show({ kind: 'nothing' }, '', this.#setup.root);
        break;
      case 'compare':
        this.#resyncing = false;
        this.#show(
          { kind: 'comparison', data: new ComparisonData(message.comparison, message.runs) },
          message.comparison.id,
          this.#comparisonView.root,
        );
        break;
      case 'runs':
        if (this.#shown.kind === 'comparison') this.#shown.data.receive(message);
        break;
      default:
        this.#happened(message, now);
    }
  }

  /** Draws everything that is in view, and asks for more. */
  draw(now: number): void {
    this.#draw(now);
    if (this.#undrawn !== null) noteLatency(this.#undrawn);
    this.#undrawn = null;
    for (; this.#owed > 0; this.#owed--) this.#context.host.notify({ type: 'taken' });
  }

  #draw(now: number): void {
    switch (this.#shown.kind) {
      case 'nothing':
        return;
      case 'run':
        this.#runView.draw(this.#shown.state, now);
        return;
      case 'comparison':
        this.#comparisonView.draw(this.#shown.data, now);
    }
  }

  #show(shown: Shown, id: string, view: HTMLElement): void {
    this.#shown = shown;
    if (id !== this.#context.shownId) this.#context.cursor.reset();
    this.#context.shownId = id;
    if (this.#root.firstElementChild !== view) this.#root.replaceChildren(view);
  }

  /** Something happened to a run that is shown. */
  #happened(message: RunMessage, now: number): void {
    if (message.type === 'frame') this.#undrawn ??= message.frame.madeAt ?? null;
    const run = this.#shown.kind === 'comparison' ? this.#shown.data : this.#runOf(message.runId);
    const outcome = run?.receive(message, now);
    if (outcome !== 'gap' || this.#resyncing) return;
    this.#resyncing = true;
    void this.#context.host.call({ type: 'resync' });
  }

  #runOf(runId: string): RunState | null {
    if (this.#shown.kind !== 'run') return null;
    const { state } = this.#shown;
    return [state, state.beside].find((one) => one?.info.id === runId) ?? null;
  }
}

/** Measures kept: as many as a few seconds of frames. */
const MEASURES = 200;

/** Notes how long a step took to the eye, where the browser's own tools (and a test) find it. */
function noteLatency(madeAt: number): void {
  const name = 'nnspec: step to eye';
  if (performance.getEntriesByName(name).length >= MEASURES) performance.clearMeasures(name);
  performance.measure(name, { start: Math.max(0, madeAt - performance.timeOrigin), end: performance.now() });
}
