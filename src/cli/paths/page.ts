/** A page that stands alone: paths on the cost surface with a slider for the step, and the numbers of that step. */
import { escapeHtml, jsonInScript } from '../../runs/export/report/text.ts';
import type { PathsOnSurface } from './measure.ts';

/** Told apart also by people who do not see all colours (Okabe and Ito). */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#999933', '#aa4499'];

const STYLE = `
:root { color-scheme: light dark; font: 14px system-ui, sans-serif; }
body { margin: 1rem auto; max-width: 1100px; padding: 0 1rem; }
main { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
canvas { width: min(100%, 560px); aspect-ratio: 1; border: 1px solid #8888; }
.side { flex: 1 1 280px; min-width: 0; overflow-x: auto; }
.bar { display: flex; gap: .5rem; align-items: center; flex-wrap: wrap; }
input[type=range] { flex: 1 1 200px; }
table { border-collapse: collapse; margin: .25rem 0 1rem; font-variant-numeric: tabular-nums; }
td, th { padding: .1rem .6rem .1rem 0; text-align: right; } th:first-child, td:first-child { text-align: left; }
td:nth-child(2), th:nth-child(2) { text-align: left; font-family: ui-monospace, monospace; font-size: 12px; }
h2 { font-size: 1rem; margin: .25rem 0; } .dot { display: inline-block; width: .8em; height: .8em; border-radius: 50%; }
`;

/** Runs in the page: \`DATA\` is a PathsOnSurface, \`COLORS\` has a colour for each path. */
const SCRIPT = String.raw`
const { surface, paths } = DATA, { low, high } = surface.region, n = surface.size;
const canvas = document.querySelector('canvas'), slider = document.querySelector('input'), side = document.querySelector('.side');
const dark = matchMedia('(prefers-color-scheme: dark)');
const most = Math.max(...paths.map(({ path }) => path.steps.length));
slider.max = most;
// By rank, so that a narrow valley between steep walls is seen as well as a plain.
const sorted = surface.costs.filter(Number.isFinite).sort((a, b) => a - b);
const rank = (cost) => { let a = 0, b = sorted.length; while (a < b) { const m = (a + b) >> 1; if (sorted[m] < cost) a = m + 1; else b = m; } return a / sorted.length; };
const levels = surface.costs.map((cost) => Number.isFinite(cost) ? Math.floor(rank(cost) * 16) : 16);
const number = (x) => Number.isFinite(x) ? (Math.abs(x) >= 1e5 || (x !== 0 && Math.abs(x) < 1e-3) ? x.toExponential(3) : x.toPrecision(5)) : String(x);
const place = ([x, y], size) => [(x - low[0]) / (high[0] - low[0]) * size, (1 - (y - low[1]) / (high[1] - low[1])) * size];
function drawSurface(context, size) {
  const cell = size / (n - 1);
  for (let row = 0; row < n; row++) for (let column = 0; column < n; column++) {
    const level = levels[row * n + column];
    const light = dark.matches ? 10 + level * 3 : 98 - level * 3;
    context.fillStyle = 'hsl(220 15% ' + light + '%)';
    context.fillRect((column - .5) * cell, (n - 1.5 - row) * cell, cell + 1, cell + 1);
  }
}
function drawPath(context, size, path, color, until) {
  context.strokeStyle = context.fillStyle = color; context.lineWidth = size / 280;
  context.beginPath();
  const points = path.steps.slice(0, until);
  if (points[0]) context.moveTo(...place(points[0].before, size));
  for (const { after } of points) context.lineTo(...place(after, size));
  context.stroke();
  const end = points.at(-1)?.after ?? path.steps[0]?.before;
  if (end) { context.beginPath(); context.arc(...place(end, size), size / 90, 0, 7); context.fill(); }
}
function row(...cells) { const tr = document.createElement('tr'); for (const cell of cells) { const td = document.createElement('td'); td.textContent = cell; tr.append(td); } return tr; }
function draw() {
  const size = canvas.width = canvas.height = Math.round(canvas.clientWidth * devicePixelRatio), context = canvas.getContext('2d');
  const at = Number(slider.value);
  drawSurface(context, size);
  paths.forEach(({ path }, index) => drawPath(context, size, path, COLORS[index % COLORS.length], at));
  document.querySelector('output').textContent = 'step ' + at + ' of ' + most;
  side.replaceChildren(...paths.flatMap(({ label, path }, index) => {
    const heading = document.createElement('h2'), dot = document.createElement('span');
    dot.className = 'dot'; dot.style.background = COLORS[index % COLORS.length];
    heading.append(dot, ' ' + label);
    const step = path.steps[Math.min(Math.max(at, 1), path.steps.length) - 1], table = document.createElement('table');
    if (at > path.steps.length) heading.append(' (ended at step ' + path.steps.length + ')');
    table.append(row('', '', 'θ', 'φ'));
    table.append(row('loss', '', number(step.loss), ''), row('w', 'before the step', ...step.before.map(number)), row('g', 'gradient', ...step.gradient.map(number)));
    for (const { name, formula, values } of step.lines) table.append(row(name, formula, ...values.map(number)));
    if (!step.lines.length) { for (const [name, values] of Object.entries(step.memory)) table.append(row(name, 'memory', ...values.map(number))); table.append(row('w′', 'after the step', ...step.after.map(number))); }
    return [heading, table];
  }));
}
let timer = null;
const [back, play, forth] = document.querySelectorAll('button');
const go = (by) => { slider.value = Number(slider.value) + by; draw(); };
back.onclick = () => go(-1); forth.onclick = () => go(1); slider.oninput = draw;
play.onclick = () => {
  if (timer) { clearInterval(timer); timer = null; play.textContent = 'Play'; return; }
  if (Number(slider.value) >= most) slider.value = 0;
  play.textContent = 'Stop';
  timer = setInterval(() => { go(Math.max(1, Math.round(most / 200))); if (Number(slider.value) >= most) play.click(); }, 50);
};
dark.onchange = onresize = draw;
slider.value = most;
if (paths[0]) document.querySelector('p').textContent = 'θ is ' + paths[0].path.names[0] + ', φ is ' + paths[0].path.names[1] + '; θ grows to the right, φ upwards. The ground is nearest the colour of the page where the cost is lowest.';
draw();
`;

/** The whole page. */
export function pathsPage(shown: PathsOnSurface): string {
  const title = escapeHtml(`${shown.name}: paths of optimizers`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
<h1>${title}</h1>
<div class="bar"><button aria-label="Step back">◀</button><button>Play</button><button aria-label="Step on">▶</button>
<input type="range" min="0" step="1" aria-label="Step"><output></output></div>
<p></p>
<main><canvas role="img" aria-label="Cost surface with the paths"></canvas><div class="side"></div></main>
<script>
const DATA = ${jsonInScript(shown)};
const COLORS = ${JSON.stringify(COLORS)};
${SCRIPT}</script>
</html>
`;
}
