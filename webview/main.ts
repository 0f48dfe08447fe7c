/** The panel's entry: connects to the host, then draws at most once per animation frame and never while hidden. */
import './styles.css';
import { App } from './app.ts';
import { PanelContext } from './context.ts';
import { connectHost } from './host.ts';
import { useTranslations } from './strings.ts';
import { readTheme, watchTheme } from './look/theme.ts';

function translations(): unknown {
  const text = document.getElementById('nnspec-l10n')?.textContent ?? '{}';
  return JSON.parse(text);
}

function start(root: HTMLElement): void {
  useTranslations(translations());
  let requested = false;
  const refresh = (): void => {
    if (requested || document.hidden) return;
    requested = true;
    requestAnimationFrame((now) => {
      requested = false;
      app.draw(now);
    });
  };
  const host = connectHost();
  const context = new PanelContext(host, refresh);
  const app = new App(context, root);
  watchTheme(() => {
    context.theme = readTheme();
    context.invalidate();
  });
  const redraw = (): void => {
    context.invalidate();
  };
  document.addEventListener('visibilitychange', redraw);
  new ResizeObserver(redraw).observe(root);
  host.listen((messages) => {
    app.receive(messages, performance.now());
  });
  void host.call({ type: 'ready' });
}

const root = document.getElementById('root');
if (root !== null) start(root);
