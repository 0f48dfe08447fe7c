/** The slider of a run's speed: from one step a second to as fast as it goes. */
import { SPEEDS, formatSpeed } from '../../../src/base/pace.ts';
import type { PanelContext } from '../../context.ts';
import { element, setAttribute } from '../../look/dom.ts';
import { icon } from '../../look/icons.ts';
import { t } from '../../strings.ts';

function textOf(stepsPerSecond: number | null): string {
  return formatSpeed(stepsPerSecond, (text, count) => t(text, count));
}

/** The stop of the slider for a speed: the slowest one that is no slower. */
function stopOf(stepsPerSecond: number | null): number {
  if (stepsPerSecond === null) return SPEEDS.length - 1;
  return SPEEDS.findIndex((speed) => speed === null || speed >= stepsPerSecond);
}

export class Speed {
  readonly root: HTMLElement;
  readonly #slider: HTMLInputElement;
  #told = '';

  constructor(context: PanelContext) {
    this.#slider = element('input', {
      ...{ type: 'range', class: 'speed', min: '0', step: '1' },
      ...{ max: (SPEEDS.length - 1).toString(), 'aria-label': t('Speed') },
    });
    this.root = element('div', { class: 'speed-slider' }, icon('speed'), this.#slider);
    this.#slider.addEventListener('input', () => {
      const speed = SPEEDS[this.#slider.valueAsNumber];
      if (speed === undefined) return;
      this.#tell(speed);
      context.host.command('nnspec.setSpeed', speed);
    });
  }

  /** Shows the speed of the run; a run that has ended keeps the place empty. */
  draw(stepsPerSecond: number | null, live: boolean): void {
    this.root.classList.toggle('idle', !live);
    this.#slider.disabled = !live;
    const told = textOf(stepsPerSecond);
    if (told === this.#told) return;
    this.#tell(stepsPerSecond);
    this.#slider.value = stopOf(stepsPerSecond).toString();
  }

  #tell(stepsPerSecond: number | null): void {
    this.#told = textOf(stepsPerSecond);
    setAttribute(this.root, 'title', `${t('Speed')}: ${this.#told}`);
    setAttribute(this.#slider, 'aria-valuetext', this.#told);
  }
}
