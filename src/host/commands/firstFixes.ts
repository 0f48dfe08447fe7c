/** Mends the spec of a run that has failed, as an edit that can be undone, and trains it again. */
import * as vscode from 'vscode';
import { firstFix } from '../../app/mend/firstFixes.ts';
import { openSpec, shownRun, writeValues } from '../editor/applyToSpec.ts';
import type { Services } from '../services.ts';
import type { StartResult } from '../../session/types.ts';
import { inform } from '../show.ts';
import { train } from './training.ts';

/** Resolves with the new run; undefined if nothing was to be changed. */
export async function fixAndRestart(services: Services, name: unknown): Promise<StartResult | undefined> {
  const { document, spec } = await openSpec(services, shownRun(services).run.specPath);
  const values = firstFix(name, spec);
  if (values.length === 0) {
    void inform(vscode.l10n.t('The spec already has these values.'));
    return undefined;
  }
  await writeValues(document, values);
  return train(services, document.uri);
}
