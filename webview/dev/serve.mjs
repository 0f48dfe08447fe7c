/**
 * Serves the panel in an ordinary browser: `node webview/dev/serve.mjs [port]`, or `servePanel()` from a script.
 * Bundles are built in memory; nothing is written.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { PANEL_ALIAS } from '../../esbuild.mjs';

const webview = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Starts the server; `url` is the page's address, to which the scene is added (`?scene=live&theme=dark`). */
export async function servePanel(port = 0) {
  const context = await esbuild.context({
    entryPoints: {
      webview: path.join(webview, 'main.ts'),
      dev: path.join(webview, 'dev/dev.ts'),
      runsTable: path.join(webview, 'runsTable/main.ts'),
      devRunsTable: path.join(webview, 'dev/runsTable.ts'),
      microscope: path.join(webview, 'microscope/main.ts'),
      devMicroscope: path.join(webview, 'dev/microscope.ts'),
    },
    outdir: path.join(webview, 'build'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    loader: { '.json': 'json' },
    alias: PANEL_ALIAS,
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
    logLevel: 'warning',
  });
  const server = await context.serve({ servedir: webview, host: '127.0.0.1', port });
  return { url: `http://127.0.0.1:${server.port}/dev.html`, close: () => context.dispose() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await servePanel(Number(process.argv[2] ?? 0));
  console.log(`${url}?scene=live&theme=dark`);
}
