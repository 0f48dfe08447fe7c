/** The report's page around its content: styles and script are in it, and its policy lets nothing else run or load. */
import { createHash } from 'node:crypto';
import { ROLE_COLORS, type RoleColors } from '../../../run/colors/roles.ts';
import { escapeHtml } from './text.ts';

/**
 * Styles of lines: those of training and of validation, which is dashed; then lines of equal standing, told apart by colour and,
 * where the colours begin again, by dashes.
 */
export const STYLES = 32;
/** The first style of lines of equal standing. */
export const FIRST_EQUAL = 2;

const colours = ({ splits, runs }: RoleColors): readonly string[] => [...splits, ...runs];
const LIGHT = colours(ROLE_COLORS.light);
const DARK = colours(ROLE_COLORS.dark);
const EQUAL = LIGHT.length - FIRST_EQUAL;
const DASHES = ['', '6 3', '2 2', '8 3 2 3'];

function lineStyles(): string {
  return Array.from({ length: STYLES }, (_, index) => {
    const equal = index - FIRST_EQUAL;
    const colour = `var(--c${equal < 0 ? index : FIRST_EQUAL + (equal % EQUAL)})`;
    const dash = DASHES[equal < 0 ? index : Math.floor(equal / EQUAL)] ?? '';
    return `.s${index}{stroke:${colour};color:${colour}${dash === '' ? '' : `;stroke-dasharray:${dash}`}}`;
  }).join('\n');
}

const palette = (colours: readonly string[]): string =>
  colours.map((colour, index) => `--c${index}:${colour}`).join(';');

const STYLE = `
:root{color-scheme:light dark;--ink:#1f2328;--muted:#59636e;--paper:#fff;--rule:#d8dee4;--tint:#f6f8fa;${palette(LIGHT)}}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--muted:#9198a1;--paper:#0d1117;--rule:#30363d;--tint:#151b23;${palette(DARK)}}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px;max-width:1520px;color:var(--ink);background:var(--paper);font:14px/1.5 system-ui,sans-serif}
h1{font-size:1.6em;margin:0}
h2{font-size:1.2em;margin:1.6em 0 .5em}
h3{font-size:1em;margin:1.2em 0 .4em}
p,.sub{color:var(--muted);margin:.3em 0}
.note{white-space:pre-wrap;color:var(--ink)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:16px}
.chart{position:relative;margin:0;padding:10px;border:1px solid var(--rule);border-radius:6px}
figcaption{font-weight:600}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--muted);font-size:11px}
.rule{stroke:var(--rule)}
.line{fill:none;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.cursor{stroke:var(--muted);visibility:hidden}
.tip{position:absolute;top:36px;z-index:1;padding:4px 8px;max-width:70%;pointer-events:none;color:var(--ink);background:var(--tint);border:1px solid var(--rule);border-radius:4px;font-size:12px}
.swatch{display:inline-block;width:22px;height:10px;vertical-align:middle;margin-right:6px}
.swatch path{stroke-width:3}
.scroll{overflow:auto;max-height:480px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:3px 12px 3px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th{position:sticky;top:0;background:var(--paper)}
pre{margin:0;padding:12px;overflow:auto;max-height:640px;background:var(--tint);border:1px solid var(--rule);border-radius:6px}
details{margin:.6em 0}
summary{cursor:pointer;font-weight:600}
@media print{details{display:block}.scroll,pre{max-height:none}}
${lineStyles()}
`;

/** Reads what a chart shows where the pointer is. Texts go in as text, never as markup. */
const SCRIPT = `
for (const figure of document.querySelectorAll('.chart')) {
  const { scale, lines } = JSON.parse(figure.querySelector('script').textContent);
  const svg = figure.querySelector('svg');
  const tip = figure.querySelector('.tip');
  const cursor = figure.querySelector('.cursor');
  const nearest = (xs, x) => {
    let low = 0;
    let high = xs.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (xs[middle] < x) low = middle + 1;
      else high = middle;
    }
    return low > 0 && x - xs[low - 1] < xs[low] - x ? low - 1 : low;
  };
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * scale.width;
    const x = scale.min + ((at - scale.left) / scale.plot) * (scale.max - scale.min);
    const rows = lines.map((line) => {
      const index = nearest(line.x, x);
      const value = line.y[index];
      const row = document.createElement('div');
      row.textContent = line.label + ': ' + (value === null ? '–' : String(value).replace('-', '−'));
      row.className = 's' + line.style;
      return { row, x: line.x[index] };
    });
    const head = document.createElement('strong');
    const shown = rows.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a)).x;
    head.textContent = scale.xTitle + ' ' + Number(shown.toPrecision(6)).toLocaleString('en-US');
    tip.replaceChildren(head, ...rows.map(({ row }) => row));
    tip.hidden = false;
    const side = at > scale.width / 2;
    tip.style.left = side ? '72px' : 'auto';
    tip.style.right = side ? 'auto' : '16px';
    const place = scale.left + ((shown - scale.min) / (scale.max - scale.min)) * scale.plot;
    cursor.setAttribute('x1', place);
    cursor.setAttribute('x2', place);
    cursor.style.visibility = 'visible';
  });
  svg.addEventListener('pointerleave', () => {
    tip.hidden = true;
    cursor.style.visibility = 'hidden';
  });
}
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The whole document; `content` is markup. */
export function page(title: string, content: string): string {
  const policy = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}
