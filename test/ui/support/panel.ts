/** What a user sees of the training panel in the workbench. */
import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** Parts of the panel; every one waits for what it needs, since the panel is loaded anew whenever it is shown. */
export class Panel {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  find(selector: string): Locator {
    return this.#workbench.webview().locator(selector);
  }

  button(name: string): Locator {
    return this.#workbench.webview().getByRole('button', { name, exact: true });
  }

  /** A tab of the charts, such as `Accuracy`; there are none where the panel is wide. */
  tab(name: string): Locator {
    return this.#workbench.webview().getByRole('tab', { name, exact: true });
  }

  section(id: string): Locator {
    return this.find(`[data-section=${id}]`);
  }

  /** Waits for a status of the shown run, such as `running`. */
  async status(status: string, milliseconds = 30_000): Promise<void> {
    await this.find(`.status[data-status=${status}]`).waitFor({ timeout: milliseconds });
  }

  /** The step that the header shows. */
  async step(): Promise<number> {
    const text = (await this.find('.place').textContent()) ?? '';
    return Number(/step ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? NaN);
  }

  /** Waits until the header shows a step of at least `step`. */
  async untilStep(step: number): Promise<void> {
    while (!((await this.step()) >= step)) await this.#workbench.page.waitForTimeout(50);
  }

  /** A number of the header, such as `Validation accuracy`: shares come as shares of 1. */
  async stat(label: string): Promise<number> {
    const text =
      (await this.find('.stat').filter({ hasText: label }).locator('dd').first().textContent()) ?? '';
    const number = Number.parseFloat(text.replaceAll(',', ''));
    return text.includes('%') ? number / 100 : number;
  }

  /**
   * Waits until the chart of a section has at least `least` pixels of a colour: that of the line with this name in the
   * legend, or of the marks of changes (`mark`).
   * @returns how many it has, and when that was seen, in milliseconds of Date.now()
   */
  async ink(id: string, ink: string, least = 1): Promise<{ pixels: number; at: number }> {
    const canvas = this.section(id).locator('canvas').first();
    return canvas.evaluate(countInk, { ink, least });
  }
}

/** Runs in the panel's page. No functions with names inside: the loader of the tests would give them a helper. */
async function countInk(
  canvas: Element,
  { ink, least }: { ink: string; least: number },
): Promise<{ pixels: number; at: number }> {
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
  for (;;) {
    const entries = [...(canvas.closest('[data-section]')?.querySelectorAll('.legend-item') ?? [])];
    const entry = entries.find((one) => one.querySelector('.legend-label')?.textContent === ink);
    const swatch = entry?.querySelector('.swatch');
    const colour =
      ink === 'mark'
        ? getComputedStyle(document.body).getPropertyValue('--vscode-charts-yellow').trim()
        : swatch
          ? getComputedStyle(swatch).getPropertyValue('--line').trim()
          : '';
    const probe = new OffscreenCanvas(1, 1).getContext('2d');
    const drawing = canvas.getContext('2d');
    if (probe === null || drawing === null) throw new Error('no 2D context');
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
    let pixels = 0;
    if (colour !== '' && canvas.width > 0 && canvas.height > 0) {
      const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < data.length; at += 4) {
        const distance =
          Math.abs((data[at] ?? 0) - red) +
          Math.abs((data[at + 1] ?? 0) - green) +
          Math.abs((data[at + 2] ?? 0) - blue);
        if (distance < 30 && (data[at + 3] ?? 0) > 60) pixels += 1;
      }
    }
    if (pixels >= least) return { pixels, at: Date.now() };
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
