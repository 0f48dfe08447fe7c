/** A step of training in numbers: a document that cannot be edited, for a run or for the first step of a spec. */
import * as vscode from 'vscode';
import { keptRunIn } from '../../app/panel/shown.ts';
import { textOf, told } from '../../app/told.ts';
import { explanationText } from '../../run/explain/explanationText.ts';
import { wayOf } from '../../run/explain/flowPath.ts';
import { findingText, flowText } from '../../run/explain/flowText.ts';
import { isGoing } from '../../run/status.ts';
import { explainRun } from '../../session/explainRun.ts';
import { inspectSpec } from '../../session/session.ts';
import { whyRun } from '../../session/whyRun.ts';
import { showProblems } from '../commands/training.ts';
import { resolveSpec, specLabel } from '../editor/specFiles.ts';
import { STEP_SCHEME } from '../ids.ts';
import type { Services } from '../services.ts';
import { sessionOptions, workerOptions } from '../sessionOptions.ts';
import { withoutSlashes } from './runSpecs.ts';
import { resolveRun } from './workspaceRuns.ts';

/** The sample that is followed unless another one is asked for. */
const FIRST_SAMPLE = 0;
/** Documents that VS Code may ask for again. */
const MOST_KEPT = 20;

/** The texts by the query of their address: computed before they are opened, so that an error is told where it arises. */
const texts = new Map<string, string>();
let made = 0;

export const stepProvider: vscode.TextDocumentContentProvider = {
  provideTextDocumentContent: ({ query }) => texts.get(query) ?? '',
};

async function open(name: string, step: number, text: string): Promise<void> {
  const query = String(made++);
  texts.set(query, text);
  const [oldest] = texts.keys();
  if (texts.size > MOST_KEPT && oldest !== undefined) texts.delete(oldest);
  const title = vscode.l10n.t('{0}, step {1}', name, step);
  const uri = vscode.Uri.from({ scheme: STEP_SCHEME, path: `/${withoutSlashes(title)}.txt`, query });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}

function withProgress<T>(work: () => Promise<T>): Thenable<T> {
  const title = vscode.l10n.t('Computing the step');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}

/** The run that a command is about: the one that its argument names, else the shown one, else one that the user picks. */
function runOf({ manager }: Services, argument: unknown): ReturnType<typeof resolveRun> {
  const shown = argument === undefined ? keptRunIn(manager.shown) : null;
  return resolveRun(manager, shown?.folder ?? argument);
}

/** Opens the next step of a run on one sample: of the state in training, or of the last stored one. */
export async function lookInside(services: Services, argument: unknown, sample: unknown): Promise<void> {
  const { manager, context } = services;
  const run = await runOf(services, argument);
  if (!run) return;
  const wanted = typeof sample === 'number' ? sample : FIRST_SAMPLE;
  const session = manager.sessions.find(({ folder }) => folder === run.folder);
  const explanation = await withProgress(() =>
    session ? session.explain(wanted) : explainRun(run.folder, workerOptions(context), wanted),
  );
  await open(run.name, explanation.step, explanationText(explanation));
}

/** Opens the way back of the gradient, factor by factor: to the layer, or to that of a finding. */
export async function explainGradients(services: Services, argument: unknown, layer: unknown): Promise<void> {
  const { manager, context } = services;
  const run = await runOf(services, argument);
  if (!run) return;
  const session = manager.sessions.find(({ folder }) => folder === run.folder);
  const isLive = session !== undefined && isGoing(session.status);
  const { flow, findings } = await withProgress(async () =>
    isLive
      ? { flow: await session.why(), findings: session.snapshot().findings }
      : whyRun(run.folder, workerOptions(context), null),
  );
  const way = wayOf(flow, findings, typeof layer === 'string' ? layer : undefined);
  await open(run.name, flow.step, findingText(findings, told) + flowText(flow, way, textOf));
}

/** Opens the first step of a spec on one sample; the problems of a spec that cannot be trained are shown instead. */
export async function lookInsideSpec(services: Services, argument: unknown): Promise<void> {
  const uri = await resolveSpec(argument);
  if (!uri) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const { version } = document;
  const options = sessionOptions(services.context, uri, document.getText());
  const { problems, result } = await withProgress(() =>
    inspectSpec(options, { type: 'explain', sample: FIRST_SAMPLE, checkpoint: null }),
  );
  if (result) return open(specLabel(uri), result.step, explanationText(result));
  services.documents.accept(document, version, problems);
  await showProblems(document, services.documents.state(document));
}
