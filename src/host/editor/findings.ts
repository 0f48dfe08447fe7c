/**
 * The findings of training health of the live run in view, as diagnostics on its spec. They belong to the run and to
 * the text: an edit of the place drops them, and so do the next run and a finding's end.
 */
import * as vscode from 'vscode';
import { withFinding, type Finding } from '../../run/events/findings.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { fixesOf } from '../../app/mend/fixes.ts';
import type { SpecFix } from '../../app/mend/fix.ts';
import { placeOfFinding } from '../../app/findingPlaces.ts';
import type { RunManager } from '../../app/runManager.ts';
import { told } from '../../app/told.ts';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Session } from '../../session/types.ts';
import { codeOf, SOURCE } from './diagnostics.ts';
import type { SpecDocuments } from './specDocuments.ts';

interface Marked {
  readonly finding: Finding;
  readonly range: vscode.Range;
}

/** A finding that is marked in a document, with the ways of mending it in the text as it is now. */
export interface MarkedFinding {
  readonly finding: Finding;
  readonly spec: ResolvedSpec;
  readonly fixes: readonly SpecFix[];
  /** The run that goes on or has ended. */
  readonly session: Session;
}

export class FindingMarks implements Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection(`${SOURCE}-health`);
  readonly #documents: SpecDocuments;
  #session: Session | null = null;
  #listening: Disposable | null = null;
  #findings: readonly Finding[] = [];
  /** Findings whose places have been edited since. */
  readonly #dropped = new Set<string>();
  #marked: readonly Marked[] = [];

  constructor(documents: SpecDocuments) {
    this.#documents = documents;
  }

  follow(session: Session | null): void {
    if (session === this.#session) return;
    this.#session = session;
    this.#listening?.dispose();
    this.#dropped.clear();
    this.#findings = session?.snapshot().findings ?? [];
    this.#listening =
      session?.onEvent((event) => {
        if (event.type !== 'finding') return;
        this.#findings = withFinding(this.#findings, event.finding);
        this.draw();
      }) ?? null;
    this.draw();
  }

  /** An edit of a marked place drops what is marked there. */
  edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (!this.#isSpec(document)) return;
    for (const { finding, range } of this.#marked) {
      if (contentChanges.some((change) => change.range.intersection(range)))
        this.#dropped.add(keyOf(finding));
    }
  }

  draw(): void {
    this.#collection.clear();
    this.#marked = [];
    const document = vscode.workspace.textDocuments.find((one) => this.#isSpec(one));
    if (!document) return;
    const { spec, parsed } = this.#documents.state(document).loaded;
    if (!spec) return;
    const lasting = this.#findings.filter(({ until }) => until === null);
    this.#marked = lasting.flatMap((finding) => {
      const path = placeOfFinding(finding, spec);
      if (path === null || this.#dropped.has(keyOf(finding))) return [];
      const at = parsed.locate({ kind: 'spec', path, on: 'value' });
      const start = new vscode.Position(at.line - 1, at.column - 1);
      const end = new vscode.Position(at.endLine - 1, at.endColumn - 1);
      return [{ finding, range: new vscode.Range(start, end) }];
    });
    this.#collection.set(document.uri, this.#marked.map(toDiagnostic));
  }

  /** The findings that are marked in the range. */
  at(document: vscode.TextDocument, range: vscode.Range): readonly MarkedFinding[] {
    const session = this.#session;
    if (session === null || !this.#isSpec(document)) return [];
    const { spec, parsed } = this.#documents.state(document).loaded;
    if (!spec) return [];
    const { featureNames } = session.run.plan.data;
    return this.#marked
      .filter((marked) => marked.range.isEqual(range))
      .map(({ finding }) => {
        const fixes = fixesOf({ spec, written: parsed.value, finding, featureNames });
        return { finding, spec, fixes, session };
      });
  }

  dispose(): void {
    this.#listening?.dispose();
    this.#collection.dispose();
  }

  #isSpec(document: vscode.TextDocument): boolean {
    return this.#session !== null && document.uri.fsPath === this.#session.run.specPath;
  }
}

function keyOf({ rule, layer }: Finding): string {
  return `${rule} ${layer ?? ''}`;
}

function toDiagnostic({ finding, range }: Marked): vscode.Diagnostic {
  const { Error, Warning } = vscode.DiagnosticSeverity;
  const severity = finding.severity === 'error' ? Error : Warning;
  const diagnostic = new vscode.Diagnostic(range, told(finding), severity);
  diagnostic.source = SOURCE;
  diagnostic.code = codeOf(finding.code);
  return diagnostic;
}

/** Marks the spec of the live run in view. */
export function createFindings(
  documents: SpecDocuments,
  manager: RunManager,
): Disposable & { readonly marks: FindingMarks } {
  const owned = new DisposableStore();
  const marks = owned.add(new FindingMarks(documents));
  owned.add(
    manager.onShown.on((shown) => {
      marks.follow(shown.kind === 'live' ? shown.session : null);
    }),
  );
  owned.add(
    vscode.workspace.onDidChangeTextDocument((event) => {
      marks.edited(event);
    }),
  );
  owned.add(
    documents.onChange.on(() => {
      marks.draw();
    }),
  );
  return {
    marks,
    dispose: () => {
      owned.dispose();
    },
  };
}
