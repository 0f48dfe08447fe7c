/**
 * Parses each open spec once per version, and checks it against its data in the background once it is well formed.
 * Diagnostics, CodeLens, inlay hints and Quick Fixes read the state kept here; none of them parses again.
 */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { makePlan } from '../../plan/plan.ts';
import type { DataShape, Plan } from '../../plan/types.ts';
import { locateProblems } from '../../session/locate.ts';
import type { CheckResult, LocatedProblem } from '../../session/types.ts';
import { loadSpec } from '../../format/load.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import * as settings from '../settings.ts';
import { isSpec } from './specFiles.ts';

/** Typing should not be followed by work at every key. */
const PARSE_DELAY = 120;
const DATA_DELAY = 500;

type Loaded = ReturnType<typeof loadSpec>;

export interface SpecState {
  readonly version: number;
  readonly loaded: Loaded;
  readonly problems: readonly LocatedProblem[];
  /** There once the data has been looked at and nothing is wrong. */
  readonly plan: Plan | null;
}

interface Tracked {
  state: SpecState | null;
  /** The shape of the data when it was last read, and the data settings it belongs to. */
  data: { readonly key: string; readonly shape: DataShape } | null;
  timer: ReturnType<typeof setTimeout> | null;
  /** The text's version that is being checked against its data, and what ends that check. */
  checking: { readonly version: number; readonly cancel: AbortController } | null;
}

/** The session's check, with the extension's settings filled in; `signal` ends it. */
type CheckText = (uri: vscode.Uri, text: string, signal: AbortSignal) => Promise<CheckResult>;

export class SpecDocuments implements Disposable {
  readonly onChange = new Emitter<vscode.TextDocument>();
  readonly onClose = new Emitter<vscode.Uri>();
  readonly #tracked = new Map<string, Tracked>();
  readonly #owned = new DisposableStore();
  readonly #check: CheckText;

  constructor(check: CheckText) {
    this.#check = check;
    const { workspace } = vscode;
    const open = (document: vscode.TextDocument): void => {
      if (isSpec(document.uri)) this.#schedule(document, 0);
    };
    this.#owned.add(workspace.onDidOpenTextDocument(open));
    this.#owned.add(
      workspace.onDidChangeTextDocument(({ document }) => {
        if (isSpec(document.uri)) this.#schedule(document, PARSE_DELAY);
      }),
    );
    this.#owned.add(
      workspace.onDidSaveTextDocument((document) => {
        if (!isSpec(document.uri)) return;
        this.#track(document.uri).data = null;
        this.#schedule(document, 0);
      }),
    );
    this.#owned.add(
      workspace.onDidCloseTextDocument(({ uri }) => {
        const tracked = this.#tracked.get(uri.toString());
        if (!tracked) return;
        if (tracked.timer) clearTimeout(tracked.timer);
        tracked.checking?.cancel.abort();
        this.#tracked.delete(uri.toString());
        this.onClose.emit(uri);
      }),
    );
    this.#owned.add(
      workspace.onDidGrantWorkspaceTrust(() => {
        this.recheckAll();
      }),
    );
    workspace.textDocuments.forEach(open);
  }

  /** The state of the document's present text, parsed now if need be. */
  state(document: vscode.TextDocument): SpecState {
    const tracked = this.#track(document.uri);
    if (tracked.state?.version === document.version) return tracked.state;
    const loaded = loadSpec(document.getText(), document.uri.fsPath);
    const { spec } = loaded;
    let problems = loaded.problems;
    let plan: Plan | null = null;
    if (spec && tracked.data?.key === dataKey(spec)) {
      const planned = makePlan(spec, tracked.data.shape, settings.memoryLimit());
      plan = planned.plan ?? null;
      problems = [...problems, ...planned.problems];
    }
    const located = locateProblems(problems, loaded.parsed, document.uri.fsPath);
    const state = { version: document.version, loaded, problems: located, plan };
    tracked.state = state;
    return state;
  }

  /** Checks the text and its data now, whatever the settings say; the result is shown as diagnostics too. */
  async checkNow(document: vscode.TextDocument): Promise<SpecState> {
    const tracked = this.#track(document.uri);
    tracked.data = null;
    this.state(document);
    await this.#checkData(document, tracked);
    return this.state(document);
  }

  /** Problems that a start has found, for a document whose text has not changed since. */
  accept(document: vscode.TextDocument, version: number, problems: readonly LocatedProblem[]): void {
    if (document.version !== version) return;
    const { loaded } = this.state(document);
    this.#track(document.uri).state = { version, loaded, problems, plan: null };
    this.onChange.emit(document);
  }

  recheckAll(): void {
    for (const document of vscode.workspace.textDocuments) {
      if (!isSpec(document.uri)) continue;
      const tracked = this.#track(document.uri);
      tracked.data = null;
      tracked.state = null;
      tracked.checking?.cancel.abort();
      tracked.checking = null;
      this.#schedule(document, 0);
    }
  }

  #track(uri: vscode.Uri): Tracked {
    const key = uri.toString();
    let tracked = this.#tracked.get(key);
    if (!tracked) {
      tracked = { state: null, data: null, timer: null, checking: null };
      this.#tracked.set(key, tracked);
    }
    return tracked;
  }

  #schedule(document: vscode.TextDocument, delay: number): void {
    const tracked = this.#track(document.uri);
    if (tracked.timer) clearTimeout(tracked.timer);
    tracked.timer = setTimeout(() => {
      tracked.timer = null;
      this.state(document);
      this.onChange.emit(document);
      this.#scheduleData(document, tracked);
    }, delay);
  }

  #scheduleData(document: vscode.TextDocument, tracked: Tracked): void {
    const spec = tracked.state?.loaded.spec;
    if (!spec || !settings.checksData(document.uri) || tracked.data?.key === dataKey(spec)) return;
    tracked.timer = setTimeout(() => {
      tracked.timer = null;
      void this.#checkData(document, tracked);
    }, DATA_DELAY);
  }

  async #checkData(document: vscode.TextDocument, tracked: Tracked): Promise<void> {
    const { version } = document;
    const spec = this.state(document).loaded.spec;
    if (!spec || tracked.checking?.version === version) return;
    // One check at a time: that of an older text would keep a worker busy in vain.
    tracked.checking?.cancel.abort();
    const checking = { version, cancel: new AbortController() };
    tracked.checking = checking;
    const { signal } = checking.cancel;
    const result = await this.#check(document.uri, document.getText(), signal);
    if (tracked.checking === checking) tracked.checking = null;
    if (signal.aborted) return;
    // The text has changed, or the document is closed: that version's check is another one.
    if (document.version !== version || this.#tracked.get(document.uri.toString()) !== tracked) return;
    const plan = result.plan ?? null;
    if (plan) tracked.data = { key: dataKey(spec), shape: plan.data };
    tracked.state = { version, loaded: this.state(document).loaded, problems: result.problems, plan };
    this.onChange.emit(document);
  }

  dispose(): void {
    for (const { timer, checking } of this.#tracked.values()) {
      if (timer) clearTimeout(timer);
      checking?.cancel.abort();
    }
    this.#tracked.clear();
    this.#owned.dispose();
    this.onChange.dispose();
    this.onClose.dispose();
  }
}

/** Everything that decides what the loaded data looks like: an edit of a layer leaves it as it is. */
function dataKey(spec: ResolvedSpec): string {
  return JSON.stringify([spec.seed, spec.data, spec.loss.type]);
}
