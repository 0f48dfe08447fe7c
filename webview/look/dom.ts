/** Building elements without markup strings: nothing a strict content security policy would refuse. */

export type Child = Node | string | null;

/** `attributes` are set as written; `null` and `false` leave one out, `true` sets it empty. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | boolean | null>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** Sets text only when it differs, so that screen readers and selections are left alone. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets or removes an attribute only when it differs. */
export function setAttribute(node: Element, name: string, value: string | null): void {
  if (value === null) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Makes `values` the options of a list, only where they differ. */
export function setOptions<Value extends string>(
  list: HTMLSelectElement,
  values: readonly Value[],
  label: (value: Value) => string,
): void {
  if ([...list.options].map((option) => option.value).join() === values.join()) return;
  list.replaceChildren(...values.map((value) => element('option', { value }, label(value))));
}

/** A button with a handler. */
export function button(
  attributes: Readonly<Record<string, string | boolean | null>>,
  onClick: (event: MouseEvent) => void,
  ...children: readonly Child[]
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, ...children);
  made.addEventListener('click', onClick);
  return made;
}

/** A button that shows an icon and is named by `label` for readers and as its tooltip. */
export function iconButton(icon: SVGElement, label: string, onClick: () => void): HTMLButtonElement {
  return button({ class: 'icon-button', title: label, 'aria-label': label }, onClick, icon);
}
