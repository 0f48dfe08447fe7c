/** The commands that mend a finding of training health. */
import * as vscode from 'vscode';
import { formatValue } from '../../base/numbers.ts';
import { isClipping } from '../../app/panel/commandArguments.ts';
import type { LiveChange } from '../../app/mend/live.ts';
import { outcomeOf } from '../../app/mend/outcome.ts';
import { changed, type SpecValue, valuesChange } from '../../app/edits/specEdit.ts';
import { told } from '../../app/told.ts';
import type { Finding } from '../../run/events/findings.ts';
import type { Session } from '../../session/types.ts';
import { indentationOf, valuesEdit } from '../editor/documentEdit.ts';
import { specLabel } from '../editor/specFiles.ts';
import { overlaid } from '../runs/runCompare.ts';
import type { Services } from '../services.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { inform } from '../show.ts';
import { showProblems, start } from './training.ts';

function isChange(value: unknown): value is LiveChange {
  if (typeof value !== 'object' || value === null) return false;
  const { path, value: wanted } = value as Partial<LiveChange>;
  return typeof path === 'string' && (typeof wanted === 'number' || isClipping(wanted));
}

/** Sets values in the run with the id, one after the other; a run that has ended since is left as it is. */
export async function mendNow({ manager }: Services, run: unknown, changes: unknown): Promise<void> {
  const session = manager.sessions.find((one) => one.run.id === run);
  if (!session || !Array.isArray(changes) || !changes.every(isChange)) return;
  for (const { path, value } of changes) await session.set(path, value);
}

/** A finding that is to be mended by edits of the spec of its run. */
export interface Mending {
  readonly session: Session;
  readonly finding: Finding;
  readonly edits: readonly SpecValue[];
}

/**
 * Trains the spec as the edits would make it beside the run that has the finding, from the same seed, shows both curves over
 * each other, and says what has become of the finding. The text is edited only if the user says so then.
 */
export async function mendAndCompare(services: Services, mending: unknown): Promise<void> {
  if (typeof mending !== 'object' || mending === null) return;
  const { session, edits } = mending as Mending;
  const uri = vscode.Uri.file(session.run.specPath);
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const mended = changed(text, valuesChange(text, edits, indentationOf(document)));
  const name = vscode.l10n.t('{0}, mended', specLabel(uri));
  const options = sessionOptions(services.context, uri, mended);
  const { session: other } = await start(services, options, name, false);
  if (!other) return showProblems(document, services.documents.state(document));
  const both = [
    { name: session.run.name, session },
    { name, session: other },
  ];
  services.manager.show({ kind: 'comparison', comparison: overlaid(name, both) });
  await services.panel.reveal();
  // The old one may stand still, or go on for long.
  await other.done;
  await tell(document, mending as Mending, other);
}

async function tell(
  document: vscode.TextDocument,
  { session, finding, edits }: Mending,
  other: Session,
): Promise<void> {
  const { now, lossBefore, lossAfter } = outcomeOf(finding, session.snapshot(), other.snapshot());
  const losses = vscode.l10n.t(
    'Loss: {0} before, {1} after.',
    formatValue(lossBefore),
    formatValue(lossAfter),
  );
  const was = formatValue(finding.value ?? undefined);
  const outcome = now
    ? vscode.l10n.t(
        '{0} is still found, {1} where it was {2}: {3}',
        finding.rule,
        formatValue(now.value ?? undefined),
        was,
        told(now),
      )
    : vscode.l10n.t('{0} is not found any more; its number was {1}.', finding.rule, was);
  const apply = vscode.l10n.t('Edit the Spec');
  const answer = await inform(`${outcome} ${losses}`, apply);
  if (answer === apply) await vscode.workspace.applyEdit(valuesEdit(document, edits));
}
