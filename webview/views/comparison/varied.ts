/** The rows of varied settings: a key with its list of values. */
import { valuesOf } from '../../../src/run/comparison/choice.ts';
import type { CompareSetup } from '../../../src/run/comparison/choice.ts';
import { button, element } from '../../look/dom.ts';
import { t } from '../../strings.ts';

type Varied = CompareSetup['choice']['vary'];

export class VariedRows {
  readonly root = element('div', { class: 'varied' });
  readonly #list = element('datalist', { id: 'varied-keys' });
  readonly #rows = element('div', { class: 'varied-rows' });
  readonly #changed: () => void;
  #known: ReadonlyMap<string, string> = new Map();

  constructor(changed: () => void) {
    this.#changed = changed;
    const add = button(
      { class: 'secondary' },
      () => {
        this.#add('', '').focus();
      },
      t('Add a setting'),
    );
    this.root.append(this.#list, this.#rows, add);
  }

  /** Shows a choice anew; one empty row if `open` and there is none. */
  fill(settings: CompareSetup['settings'], vary: Varied, open: boolean): void {
    this.#known = new Map(settings.map(({ path, value }) => [path, value]));
    this.#list.replaceChildren(
      ...settings.map(({ path, value }) => element('option', { value: path }, `${path} (${value})`)),
    );
    this.#rows.replaceChildren();
    for (const { path, values } of vary) {
      const text = values
        .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
        .join(', ');
      this.#add(path, text);
    }
    if (open && vary.length === 0) this.#add('', '');
  }

  /** The rows that have a key and values. */
  get vary(): Varied {
    return [...this.#rows.children].flatMap((row) => {
      const [path = '', text = ''] = [...row.querySelectorAll('input')].map((input) => input.value.trim());
      return path === '' || text === '' ? [] : [{ path, values: valuesOf(text) }];
    });
  }

  #add(path: string, text: string): HTMLInputElement {
    const key = element('input', {
      type: 'text',
      list: 'varied-keys',
      value: path,
      spellcheck: 'false',
      placeholder: 'training.batchSize',
      'aria-label': t('Key'),
    });
    const values = element('input', {
      type: 'text',
      value: text,
      spellcheck: 'false',
      placeholder: '16, 32, 64',
      'aria-label': t('Values, with commas'),
    });
    // The value that the spec has is the first to compare with.
    key.addEventListener('change', () => {
      if (values.value === '') values.value = this.#known.get(key.value) ?? '';
      this.#changed();
    });
    values.addEventListener('input', this.#changed);
    const remove = button(
      { class: 'icon-button', title: t('Remove'), 'aria-label': t('Remove') },
      () => {
        row.remove();
        this.#changed();
      },
      '×',
    );
    const row = element('div', { class: 'varied-row' }, key, values, remove);
    this.#rows.append(row);
    return key;
  }
}
