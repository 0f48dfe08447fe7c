/** The entry of the microscope, an editor tab of its own. */
import '../styles.css';
import './microscope.css';
import type { MicroscopeMessage } from '../../src/protocol/microscope.ts';
import { connectHost } from '../host.ts';
import { useTranslations } from '../strings.ts';
import { MicroscopeApp } from './app.ts';

const root = document.getElementById('root');
if (root !== null) {
  useTranslations(JSON.parse(document.getElementById('nnspec-l10n')?.textContent ?? '{}'));
  void new MicroscopeApp(connectHost<MicroscopeMessage>(), root).begin();
}
