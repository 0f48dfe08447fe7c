/** The formula of a number: with names, with numbers, and every number in it as a button that asks on. */
import { shown } from '../../src/base/formula/formula.ts';
import { digits, linesOf } from '../../src/run/microscope/askedText.ts';
import type { Asked } from '../../src/run/microscope/asked.ts';
import { button, element } from '../look/dom.ts';
import { t } from '../strings.ts';

const SOURCES = {
  data: 'It is given by the data.',
  state: 'It is the state before the step.',
  spec: 'It is given by the spec, its schedule and the live settings.',
  formula: 'The engine computes it; no short formula tells how.',
} as const;

/** Questions about a weight that its own answer leads to. */
function leads({ ref, after, formula }: Asked): readonly (readonly [ref: string, text: string])[] {
  if (after === undefined || formula) return [];
  return [
    [`${ref}.gradient`, t('its gradient')],
    [`${ref}.after`, t('its update')],
  ];
}

/** The answer as elements. `onAsk`: a number in it was chosen. */
export function answerElements(asked: Asked, onAsk: (ref: string) => void): readonly Node[] {
  const { name, value, source, formula, left, difference, after } = asked;
  const lines = linesOf(asked);
  const parts = Object.values(formula?.parts ?? {});
  const ask = (ref: string, ...children: readonly string[]): HTMLElement =>
    button(
      { class: 'text-button part', title: ref },
      () => {
        onAsk(ref);
      },
      ...children,
    );
  return [
    element('h2', { class: 'answer-name' }, `${name} = ${digits(value)}`),
    ...(lines
      ? [
          element('p', { class: 'formula' }, `= ${lines[0]}`),
          element('p', { class: 'formula numbers' }, `= ${lines[1]}`),
        ]
      : [element('p', {}, t(SOURCES[source]))]),
    ...(left === undefined
      ? []
      : [element('p', { class: 'aside' }, t('The rest: {0} smaller terms.', String(left)))]),
    ...(difference
      ? [
          element(
            'p',
            { class: 'aside' },
            t(
              'Central difference: {0}; {1} apart',
              digits(difference.value),
              difference.error.toExponential(1),
            ),
          ),
        ]
      : []),
    ...(after === undefined ? [] : [element('p', {}, t('After the update: {0}', digits(after)))]),
    ...leads(asked).map(([ref, text]) => ask(ref, text)),
    ...(parts.length === 0
      ? []
      : [
          element('h3', { class: 'parts-title' }, t('Numbers in it')),
          element(
            'ul',
            { class: 'parts' },
            ...parts.map((part) => {
              const text = `${part.name} = ${digits(part.value)}`;
              return element('li', {}, part.ref === undefined ? text : ask(part.ref, text));
            }),
          ),
        ]),
  ];
}

/** The formula in one line, for readers of the page. */
export function spoken(asked: Asked): string {
  const names = asked.formula ? ` = ${shown(asked.formula, (part) => part.name)}` : '';
  return `${asked.name} = ${digits(asked.value)}${names}`;
}
