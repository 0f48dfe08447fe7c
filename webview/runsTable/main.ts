/** The entry of the table of runs, an editor tab of its own. */
import '../styles.css';
import './table.css';
import type { TableMessage } from '../../src/protocol/runsTable.ts';
import { connectHost } from '../host.ts';
import { useTranslations } from '../strings.ts';
import { TableApp } from './app.ts';

const root = document.getElementById('root');
if (root !== null) {
  useTranslations(JSON.parse(document.getElementById('nnspec-l10n')?.textContent ?? '{}'));
  const host = connectHost<TableMessage>();
  const app = new TableApp(host, root);
  host.listen((messages) => {
    for (const message of messages) app.receive(message);
  });
  void host.call({ type: 'ready' });
}
