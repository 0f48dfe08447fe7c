/** Export Runs: one or several as CSV, JSON or a report that opens anywhere. */
import path from 'node:path';
import * as vscode from 'vscode';
import { exportTo } from '../../runs/export/exportFile.ts';
import {
  readForReport,
  writeCsv,
  writeJson,
  type ExportedRun,
  type RunWarning,
  type Sink,
} from '../../runs/export/exportRun.ts';
import { runsReport } from '../../runs/export/report/report.ts';
import type { Services } from '../services.ts';
import { inform, pick, warn } from '../show.ts';
import { resolveRuns } from './workspaceRuns.ts';

/** Writes run folders, and resolves with what must be known of them. */
const FORMATS = {
  html: async (folders: readonly string[], sink: Sink): Promise<RunWarning[]> => {
    const runs: ExportedRun[] = [];
    for (const folder of folders) runs.push(await readForReport(folder));
    await sink(runsReport(runs));
    return [];
  },
  csv: writeCsv,
  json: writeJson,
} as const;
type Format = keyof typeof FORMATS;

async function pickFormat(): Promise<Format | undefined> {
  const items: (vscode.QuickPickItem & { format: Format })[] = [
    {
      label: vscode.l10n.t('Report (HTML)'),
      detail: vscode.l10n.t('Charts, results, specs and changes on one page that works offline.'),
      format: 'html',
    },
    {
      label: 'CSV',
      detail: vscode.l10n.t('Every step as a row, for a spreadsheet or a notebook.'),
      format: 'csv',
    },
    { label: 'JSON', detail: vscode.l10n.t('Everything but the weights, for a program.'), format: 'json' },
  ];
  const picked = await pick(items, { title: vscode.l10n.t('Export as') });
  return picked?.format;
}

/** Writes the runs into a file that the user names. */
export async function exportRuns(services: Services, argument: unknown, selected: unknown): Promise<void> {
  const listed = await resolveRuns(services.manager, argument, selected, { several: true });
  const [first] = listed;
  if (!first) return;
  const format = await pickFormat();
  if (format === undefined) return;
  const name = listed.length === 1 ? path.basename(first.folder) : 'runs';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(path.dirname(first.folder));
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${name}.${format}`),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (!target) return;
  const warnings = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Reading {0} runs', listed.length) },
    async () => {
      const folders = listed.map(({ folder }) => folder);
      return exportTo(target.fsPath, (sink) => FORMATS[format](folders, sink));
    },
  );
  for (const { message } of warnings) services.log.channel.warn(message);
  if (warnings.some(({ code }) => code === 'NN-RUN-DAMAGED')) {
    const damaged = vscode.l10n.t('Some of what was exported is damaged: the log says what is missing.');
    void warn(damaged);
  }
  if (warnings.some(({ code }) => code === 'NN-RUN-THINNED')) {
    const thinned = vscode.l10n.t(
      'Not every step was recorded, because of the size limit of a run: the log says which.',
    );
    void warn(thinned);
  }
  const open = vscode.l10n.t('Open');
  const text = vscode.l10n.t('Exported to {0}', path.basename(target.fsPath));
  void inform(text, open).then((choice) => {
    if (choice !== open) return;
    // A report is for the browser, the others for an editor.
    if (format === 'html') void vscode.env.openExternal(target);
    else void vscode.commands.executeCommand('vscode.open', target);
  });
}
