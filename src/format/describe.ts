/** The schema table in words: what hovers and the reference say about a key. */
import { rangeText } from '../base/schema/primitives.ts';
import type { Key, NamedShape, Shape } from '../base/schema/schema.ts';

/** Names that a `named` schema takes, those of this release only. */
function namesOf(shape: NamedShape): string {
  return Object.keys(shape.variants)
    .map((name) => `\`${name}\``)
    .join(', ');
}

/** In parentheses if it says "or", so that it is told from what stands around it. */
export function grouped(text: string): string {
  return text.includes(', or ') ? `(${text})` : text;
}

/** The allowed values, in Markdown. */
export function typeText(shape: Shape): string {
  switch (shape.kind) {
    case 'number': {
      const range = rangeText(shape);
      return `${shape.integer ? 'whole number' : 'number'}${range && ` ${range}`}`;
    }
    case 'string':
      return 'string';
    case 'boolean':
      return '`true` or `false`';
    case 'enum':
      return Object.keys(shape.values)
        .map((value) => `\`"${value}"\``)
        .join(', ');
    case 'object':
      return `\`{ ${Object.keys(shape.keys)
        .map((key) => `"${key}"`)
        .join(', ')} }\``;
    case 'record':
      return `\`{ name: … }\` of ${grouped(typeText(shape.values.shape))}`;
    case 'list':
      return `list of ${grouped(typeText(shape.items.shape))}`;
    case 'named':
      return shape.short
        ? `${shape.what}: ${namesOf(shape)}`
        : `\`{ "${shape.tag}": … }\`: ${namesOf(shape)}`;
    case 'union':
      return [...new Set(shape.options.map((option) => typeText(option.shape)))].join(', or ');
    case 'planned':
      return 'planned';
  }
}

/** A resolved default as it would be written: a thing without settings by its name alone. */
function written(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string') {
    return code(value.type);
  }
  // An object is explained by the table of its own keys.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? 'its defaults' : code(value);
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

/** The default of a key in Markdown; both if it follows `semantics`. */
export function defaultText({ presence }: Key<unknown>): string {
  if (presence.kind === 'required') return '**required**';
  if (presence.text !== undefined) return presence.text;
  const keras = written(presence.keras);
  const pytorch = written(presence.pytorch);
  return keras === pytorch ? keras : `keras ${keras}, pytorch ${pytorch}`;
}
