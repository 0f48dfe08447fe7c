/**
 * The panel in a real browser on a long run: how long it takes to open, how long a frame takes while new steps come
 * in, while it is panned and zoomed, and how much memory the page holds. `npm run bench:panel -- --help`.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../scripts/lib/chromium.mjs';
import type { MetricFrame } from '../src/run/frames.ts';
import { History } from '../src/runs/events/history.ts';
import type { SceneOptions } from '../webview/dev/chance.ts';
import { epochOf, frameOf, snapshotOf } from '../webview/dev/scenes.ts';
import { servePanel } from '../webview/dev/serve.mjs';

const HELP = `npm run bench:panel -- [--steps N] [--layers N] [--width PX] [--height PX] [--no-limits]

Opens the panel on a run of N recorded steps (1,000,000) with 2 + 4 series a layer (3 layers) and measures it twice:
opened from its snapshot, and as it is after every single step has come while the panel was open. Of frames it prints
the median and, in brackets, the worst. Exits with 1 if a limit is not met: opened in 1 s; a frame 16 ms at
the median and 50 ms at the worst, by the clock; memory 200 MB.`;

const LIMITS = { open: 1000, median: 16, worst: 50, memory: 200 } as const;
const FRAMES = 150;
/** Frames before the first that is measured: a browser runs what it has just loaded slowly for a while. */
const WARM_UP = 100;
const STEPS_PER_EPOCH = 45;
const EPOCHS = 8000;
const CHUNK = 20_000;

/** Bytes of one answer to the page: a larger one does not get through the debugger's pipe. */
const PIECE = 1 << 23;

/**
 * Runs in the page before its scripts. A frame is measured from its first callback to after its painting; what
 * messages took since the frame before is added.
 */
const INSTRUMENTS = `(() => {
  const request = window.requestAnimationFrame.bind(window);
  const bench = { frames: [], begin: 0, messages: 0, lastFrame: 0 };
  window.bench = bench;
  window.requestAnimationFrame = (callback) =>
    request((now) => {
      if (bench.begin === 0) {
        bench.begin = performance.now();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          bench.lastFrame = performance.now();
          bench.frames.push(bench.lastFrame - bench.begin + bench.messages);
          bench.begin = 0;
          bench.messages = 0;
        };
        port2.postMessage(null);
      }
      callback(now);
    });
  let messageAt = 0;
  window.addEventListener('message', () => (messageAt = performance.now()));
  bench.closeMessages = () =>
    window.addEventListener('message', () => (bench.messages += performance.now() - messageAt));
  bench.nextFrame = () => new Promise((resolve) => request(resolve));
})()`;

interface Figures {
  readonly median: number;
  readonly worst: number;
}

/** By the clock on the wall, and processor time of the page's main thread: what other work on the machine takes is not in it. */
interface FrameFigures {
  readonly wall: Figures;
  readonly processor: Figures;
}

function figuresOf(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? NaN, worst: sorted.at(-1) ?? NaN };
}

function chunks(options: SceneOptions): MetricFrame[] {
  const frames: MetricFrame[] = [];
  for (let first = 1; first <= options.steps; first += CHUNK) {
    frames.push(frameOf(options, frames.length, first, Math.min(CHUNK, options.steps - first + 1)));
  }
  return frames;
}

/** All rows as one frame: what the page holds after every step has come while it was open. */
function joined(frames: readonly MetricFrame[], steps: number): MetricFrame {
  const column = (read: (frame: MetricFrame) => ArrayBuffer): ArrayBuffer => {
    const parts = frames.map((frame) => new Float64Array(read(frame)));
    const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all.buffer;
  };
  return {
    sequence: 0,
    firstStep: 1,
    count: steps,
    values: column((frame) => frame.values),
    epochs: column((frame) => frame.epochs),
    seconds: column((frame) => frame.seconds),
  };
}

/** Serves the columns of a frame to the page, which tells itself the snapshot. Gives the milliseconds until all is drawn. */
async function openRun(page: Page, options: SceneOptions, frame: MetricFrame): Promise<number> {
  const { values, epochs: epochsOfSteps, seconds, steps, means } = frame;
  const columns = { values, epochs: epochsOfSteps, seconds, steps, means };
  await page.route('**/column/*/*', (route) => {
    const [piece = '0', name = ''] = new URL(route.request().url()).pathname.split('/').reverse();
    const bytes = Buffer.from(columns[name as keyof typeof columns] ?? new ArrayBuffer(0));
    const body = bytes.subarray(Number(piece) * PIECE, (Number(piece) + 1) * PIECE);
    return route.fulfill({ body, contentType: 'application/octet-stream' });
  });
  const few = snapshotOf({ ...options, steps: 400, totalSteps: options.steps * 2 });
  const epochs = Array.from({ length: EPOCHS }, (_, index) => {
    const epoch = Math.round(((index + 1) * options.steps) / STEPS_PER_EPOCH / EPOCHS);
    return { ...epochOf(epoch), epoch };
  });
  const sizes = Object.entries(columns).flatMap(([name, column]) =>
    column ? [[name, column.byteLength]] : [],
  );
  const { sequence, firstStep, count } = frame;
  const snapshot = { ...few, epochs, interventions: [], steps: { sequence, firstStep, count } };
  return page.evaluate<number>(`(async () => {
    const snapshot = ${JSON.stringify(snapshot)};
    for (const [name, bytes] of ${JSON.stringify(sizes)}) {
      const column = new Uint8Array(bytes);
      for (let at = 0; at < bytes; at += ${String(PIECE)}) {
        const piece = await fetch('column/' + name + '/' + at / ${String(PIECE)});
        column.set(new Uint8Array(await piece.arrayBuffer()), at);
      }
      snapshot.steps[name] = column.buffer;
    }
    const begin = performance.now();
    tell(snapshot);
    do {
      await new Promise((resolve) => setTimeout(resolve, 400));
    } while (bench.lastFrame < begin || performance.now() - bench.lastFrame < 350);
    return bench.lastFrame - begin;
  })()`);
}

/** `act` is called once per animation frame, with the number of the frame. */
async function frames(page: Page, session: CDPSession, act: string, count = FRAMES): Promise<FrameFigures> {
  const processor = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
  await page.evaluate(`bench.frames.length = 0; bench.act = ${act}`);
  const times: number[] = [];
  let before = await processor();
  for (let frame = 0; frame < count; frame += 1) {
    await page.evaluate(
      `bench.nextFrame().then(() => { bench.act(${String(frame)}); return bench.nextFrame(); })
        .then(() => new Promise((resolve) => setTimeout(resolve, 0)))`,
    );
    const now = await processor();
    times.push(now - before);
    before = now;
  }
  return { wall: figuresOf(await page.evaluate<number[]>('bench.frames')), processor: figuresOf(times) };
}

/** Megabytes that the page holds: script objects and the arrays beside them. */
async function memoryOf(page: Page, session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  await page.waitForTimeout(500);
  await session.send('HeapProfiler.collectGarbage');
  const usage: { usedSize: number; backingStorageSize?: number } = await session.send('Runtime.getHeapUsage');
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 2 ** 20;
}

const KEY = `(key, shift) => document.querySelector('[data-section=loss] canvas')
  .dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: shift, bubbles: true }))`;

interface Measured {
  readonly open: number;
  /** The first frames. */
  readonly begin: FrameFigures;
  readonly memory: number;
  readonly frames: Readonly<Record<string, FrameFigures>>;
}

async function measure(
  page: Page,
  url: string,
  options: SceneOptions,
  frame: MetricFrame,
): Promise<Measured> {
  await page.goto(`${url}?scene=nothing&theme=dark`);
  await page.locator('h1').waitFor();
  await page.evaluate('bench.closeMessages()');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const open = await openRun(page, options, frame);
  const width = 2 + options.layers * 4;
  const newSteps = `(frame) => {
    const values = new Float64Array(${String(5 * width)}).fill(0.5 + 0.1 * Math.sin(frame));
    const column = new Float64Array(5).fill(${String(options.steps * 0.004)});
    const firstStep = ${String(options.steps + 1)} + frame * 5;
    tell({ type: 'frame', runId: 'scene', frame: {
      sequence: frame, firstStep, count: 5, values: values.buffer, epochs: column.buffer, seconds: column.buffer } });
  }`;
  const begin = await frames(page, session, `() => (${KEY})('+', false)`, WARM_UP);
  await page.evaluate(`(${KEY})('0', false)`);
  const measured = {
    'new steps': await frames(page, session, newSteps),
    zooming: await frames(page, session, `(frame) => (${KEY})(frame % 20 < 10 ? '+' : '-', false)`),
    panning: await frames(
      page,
      session,
      `(frame) => (${KEY})(frame < 8 ? '+' : frame % 20 < 10 ? 'ArrowLeft' : 'ArrowRight', frame >= 8)`,
    ),
    pointing: await frames(
      page,
      session,
      `(frame) => {
        const canvas = document.querySelector('[data-section=loss] canvas');
        const box = canvas.getBoundingClientRect();
        const at = { clientX: box.left + 60 + frame, clientY: box.top + 80, bubbles: true };
        canvas.dispatchEvent(new PointerEvent('pointermove', at));
      }`,
    ),
  };
  return { open, begin, memory: await memoryOf(page, session), frames: measured };
}

function print(title: string, { open, begin, memory, frames: measured }: Measured): void {
  console.log(`${title}: opened in ${open.toFixed(0)} ms, ${memory.toFixed(0)} MB`);
  const text = ({ median, worst }: Figures): string => `${median.toFixed(1)} (${worst.toFixed(1)})`;
  for (const [name, { wall, processor }] of Object.entries({ 'first frames': begin, ...measured })) {
    console.log(`  ${name}: ${text(wall)} ms by the clock, ${text(processor)} ms of processor time`);
  }
}

/** A page never opens with every step of a long run in it: a snapshot is bounded. */
function withinLimits({ open, memory, frames: measured }: Measured, opens: boolean): boolean {
  const swift = Object.values(measured).every(
    ({ wall: { median, worst } }) => median < LIMITS.median && worst < LIMITS.worst,
  );
  return swift && (!opens || open < LIMITS.open) && memory < LIMITS.memory;
}

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    layers: { type: 'string', default: '3' },
    width: { type: 'string', default: '500' },
    height: { type: 'string', default: '1000' },
    'no-limits': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else {
  const steps = Number(values.steps);
  const options: SceneOptions = {
    layers: Number(values.layers),
    steps,
    totalSteps: steps * 2,
    depthDecay: 0.4,
  };
  const server = await servePanel();
  const { browser, page } = await launchBrowser({
    width: Number(values.width),
    height: Number(values.height),
  });
  try {
    await page.addInitScript(INSTRUMENTS);
    const recorded = chunks(options);
    const history = new History(2 + options.layers * 4);
    for (const frame of recorded) history.appendFrame(frame);
    const opened = await measure(page, server.url, options, history.toFrame(0));
    print(`${steps.toLocaleString('en')} steps × ${String(2 + options.layers * 4)} series`, opened);
    const lived = await measure(page, server.url, options, joined(recorded, steps));
    print('the same with every step held by the page', lived);
    if (!values['no-limits'] && !(withinLimits(opened, true) && withinLimits(lived, false)))
      process.exitCode = 1;
  } finally {
    await browser.close();
    await server.close();
  }
}
