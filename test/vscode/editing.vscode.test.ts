import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activate, smallSpec, until, workspaceFolder, writeSpec } from './support.ts';

async function open(name: string, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(await writeSpec(name, text));
  await vscode.window.showTextDocument(document);
  return document;
}

function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

/** Our diagnostics of the document once there is one. */
function diagnosed(document: vscode.TextDocument, code: string): Promise<vscode.Diagnostic> {
  return until(code, () =>
    vscode.languages.getDiagnostics(document.uri).find((diagnostic) => codeOf(diagnostic) === code),
  );
}

describe('editing a spec', () => {
  before(activate);
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('marks an unknown key as one types, and mends it by a Quick Fix', async () => {
    const document = await open('typo', smallSpec().replace('"optimizer"', '"optimiser"'));
    const diagnostic = await diagnosed(document, 'NN-SPEC-UNKNOWN-KEY');
    assert.match(document.getText(diagnostic.range), /^"?optimiser"?$/);
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);
    assert.match(diagnostic.message, /optimizer/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      diagnostic.range,
    );
    const fix = actions.find(({ edit }) => edit !== undefined);
    assert.ok(fix?.edit, 'no Quick Fix');
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), smallSpec());
  });

  it('shows each problem once', async () => {
    const text = smallSpec({ loss: 'categoricalCrossentropi' }).replace('"units": 8', '"units": "many"');
    const document = await open('once', text);
    await diagnosed(document, 'NN-SPEC-TYPE');
    // VS Code's own JSON support checks later than the extension does.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri).map(codeOf).sort(), [
      'NN-SPEC-TYPE',
      'NN-SPEC-VALUE',
    ]);
  });

  it('takes comments and trailing commas without a word', async () => {
    const text = smallSpec()
      .replace('"units": 8', '"units": 8, // eight')
      .replace('3,\n', '3, /* passes */\n');
    const document = await open('comments', text.replace(/\}\n\}\n$/, '},\n}\n'));
    const { documents } = await activate();
    await until('the plan', () => documents.state(document).plan);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('marks a fault of the syntax once', async () => {
    const document = await open('syntax', smallSpec().replace('"loss":', '"loss"'));
    await until('a problem', () => vscode.languages.getDiagnostics(document.uri).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const found = vscode.languages.getDiagnostics(document.uri);
    assert.equal(
      found.length,
      1,
      found.map(({ source, message }) => `${source ?? ''}: ${message}`).join('\n'),
    );
  });

  it('clears the problem when the text is mended', async () => {
    const document = await open('units', smallSpec().replace('"units": 8', '"units": -8'));
    const diagnostic = await until('an error at -8', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .find(({ source, range }) => source === 'nnspec' && document.getText(range) === '-8'),
    );
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, diagnostic.range, '8');
    await vscode.workspace.applyEdit(edit);
    await until('no problem', () =>
      vscode.languages.getDiagnostics(document.uri).every(({ source }) => source !== 'nnspec'),
    );
  });

  it('finds what only the data can tell: the output does not fit the classes', async () => {
    const document = await open('outputs', smallSpec().replace('"units": 2', '"units": 3'));
    await until('a problem of the plan', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .some((diagnostic) => String(codeOf(diagnostic)).startsWith('NN-PLAN')),
    );
  });

  it('points from the spec to the row of the data file', async () => {
    const csv = vscode.Uri.joinPath(workspaceFolder(), 'holes.csv');
    await vscode.workspace.fs.writeFile(csv, new TextEncoder().encode('a,b,y\n1,2,0\n3,,1\n4,5,0\n6,7,1\n'));
    const data = { source: 'holes.csv', target: 'y' };
    const document = await open('holes', smallSpec({ data }));
    const diagnostic = await until('a problem of the data', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .find((candidate) => String(codeOf(candidate)).startsWith('NN-DATA')),
    );
    const [place] = diagnostic.relatedInformation ?? [];
    assert.ok(place, diagnostic.message);
    assert.equal(place.location.uri.fsPath, csv.fsPath);
    assert.equal(place.location.range.start.line, 2);
    assert.equal(document.getText(diagnostic.range), '"holes.csv"');
  });

  it('offers to train, compare and check on the first line', async () => {
    const document = await open('lens', smallSpec());
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    const ours = lenses.filter(({ command }) => command?.command.startsWith('nnspec.'));
    assert.deepEqual(
      ours.map(({ command }) => command?.command),
      ['nnspec.train', 'nnspec.compareOptimizers', 'nnspec.compareSettings', 'nnspec.check'],
    );
    assert.ok(ours.every(({ range }) => range.start.line === 0));
  });

  it('shows shapes and parameter counts behind the layers', async () => {
    const { documents } = await activate();
    const document = await open('hints', smallSpec());
    await until('the plan', () => documents.state(document).plan);
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      range,
    );
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['→ [8] · 24 params', '→ [8]', '→ [2] · 18 params'],
    );
  });

  it('completes the columns of the data file', async () => {
    const data = { source: 'table.csv', target: '' };
    const csv = vscode.Uri.joinPath(workspaceFolder(), 'table.csv');
    await vscode.workspace.fs.writeFile(csv, new TextEncoder().encode('height,weight\n1,2\n'));
    const document = await open('columns', smallSpec({ data }));
    const at = document.positionAt(document.getText().indexOf('"target": "') + '"target": "'.length);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('"height"') && labels.includes('"weight"'), labels.join(' '));
  });

  it('explains a key when one points at it, with its default', async () => {
    const document = await open('hover', smallSpec());
    const at = document.positionAt(document.getText().indexOf('"activation"') + 2);
    const text = await until('a hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        at,
      );
      const parts = hovers.flatMap(({ contents }) => contents);
      return parts.map((part) => (part instanceof vscode.MarkdownString ? part.value : '')).join('\n');
    });
    assert.match(text, /default/);
    assert.match(text, /linear/);
  });

  it('completes keys and names of the format', async () => {
    const text = smallSpec().replace('"type": "adam"', '"type": ""');
    const document = await open('names', text);
    const labelsAt = async (position: vscode.Position): Promise<string[]> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        position,
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    const name = document.positionAt(text.indexOf('"type": ""') + '"type": "'.length);
    const names = await until('names of optimizers', async () => {
      const labels = await labelsAt(name);
      return labels.length > 0 && labels;
    });
    for (const optimizer of ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam'])
      assert.ok(
        names.some((label) => label.includes(optimizer)),
        names.join(' '),
      );
    const key = document.positionAt(text.indexOf('"epochs"'));
    const keys = await labelsAt(key);
    assert.ok(keys.includes('gradientClipping') || keys.includes('"gradientClipping"'), keys.join(' '));
  });

  it('says what a check has found', async () => {
    const uri = await writeSpec('checked', smallSpec());
    const state = await vscode.commands.executeCommand<{ plan: { parameterCount: number } | null }>(
      'nnspec.check',
      uri,
    );
    assert.equal(state.plan?.parameterCount, 42);
  });
});
