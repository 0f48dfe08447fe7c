/** Problems of a spec and of the data it names, as VS Code's diagnostics on the spec. */
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { LocatedProblem } from '../../session/types.ts';
import { told } from '../../app/told.ts';
import type { SpecDocuments, SpecState } from './specDocuments.ts';

export const SOURCE = 'nnspec';

function rangeOf(problem: LocatedProblem): vscode.Range {
  const { line, column, endLine, endColumn } = problem;
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}

/** The range in the spec for a problem of a data file: the source that names the file. */
function sourceRange(state: SpecState): vscode.Range {
  const at = state.loaded.parsed.locate({ kind: 'spec', path: ['data', 'source'], on: 'value' });
  return new vscode.Range(at.line - 1, at.column - 1, at.endLine - 1, at.endColumn - 1);
}

/** A link on the code opens its explanation. */
export function codeOf(code: string): { value: string; target: vscode.Uri } {
  const args = encodeURIComponent(JSON.stringify([code]));
  return { value: code, target: vscode.Uri.parse(`command:nnspec.openDocumentation?${args}`) };
}

/** The code of a diagnostic of ours, whose code is a link. */
export function codeOfDiagnostic({ code }: vscode.Diagnostic): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
}

function isElsewhere(uri: vscode.Uri, problem: LocatedProblem): boolean {
  return path.resolve(problem.file) !== uri.fsPath;
}

/** The range in the spec at `uri` that marks the problem. */
export function rangeIn(uri: vscode.Uri, state: SpecState, problem: LocatedProblem): vscode.Range {
  return isElsewhere(uri, problem) ? sourceRange(state) : rangeOf(problem);
}

/** The problem as a diagnostic of the spec at `uri`; a place in a data file becomes related information. */
function toDiagnostic(uri: vscode.Uri, state: SpecState, problem: LocatedProblem): vscode.Diagnostic {
  const severity =
    problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(rangeIn(uri, state, problem), told(problem), severity);
  diagnostic.source = SOURCE;
  diagnostic.code = codeOf(problem.code);
  if (isElsewhere(uri, problem) && path.isAbsolute(problem.file)) {
    const place = new vscode.Location(vscode.Uri.file(problem.file), rangeOf(problem));
    const name = path.basename(problem.file);
    diagnostic.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(place, vscode.l10n.t('{0}, line {1}', name, problem.line)),
    ];
  }
  return diagnostic;
}

/** True if VS Code's own JSON support has marked an error: it knows the syntax only, see media/nnspec.schema.json. */
function hasForeignSyntaxError(uri: vscode.Uri): boolean {
  return vscode.languages
    .getDiagnostics(uri)
    .some(
      ({ source, severity }) =>
        (source === 'jsonc' || source === 'json') && severity === vscode.DiagnosticSeverity.Error,
    );
}

/**
 * Keeps the collection in step with the open specs. A fault of the syntax that VS Code's own JSON support has marked
 * is not marked again: the user sees each problem once.
 */
export function createDiagnostics(documents: SpecDocuments): Disposable {
  const owned = new DisposableStore();
  const collection = owned.add(vscode.languages.createDiagnosticCollection(SOURCE));
  /** True for documents whose syntax errors were left to VS Code when they were last shown. */
  const leftOut = new Map<string, boolean>();
  const show = (document: vscode.TextDocument): void => {
    const { uri } = document;
    const state = documents.state(document);
    const leave = hasForeignSyntaxError(uri);
    leftOut.set(uri.toString(), leave);
    const shown = leave ? state.problems.filter(({ code }) => code !== 'NN-SPEC-SYNTAX') : state.problems;
    collection.set(
      uri,
      shown.map((problem) => toDiagnostic(uri, state, problem)),
    );
  };
  owned.add(documents.onChange.on(show));
  owned.add(
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      for (const uri of uris) {
        const before = leftOut.get(uri.toString());
        if (before === undefined || before === hasForeignSyntaxError(uri)) continue;
        const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
        if (document) show(document);
      }
    }),
  );
  owned.add(
    documents.onClose.on((uri) => {
      leftOut.delete(uri.toString());
      collection.delete(uri);
    }),
  );
  return owned;
}
