/**
 * The JSON schema that editors get for completion and hovers. It never rejects anything: the problems come from
 * `loadSpec`, with better messages, and would be shown twice otherwise.
 */
import { defaultText, typeText } from './describe.ts';
import { root } from './keys/root.ts';
import type { Key, Keys, NamedShape, Shape, Variant } from '../base/schema/schema.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Suggested values beside "anything". */
function suggestions(values: readonly string[], descriptions: readonly string[]): JsonSchema {
  return { anyOf: [{ enum: values, markdownEnumDescriptions: descriptions }, {}] };
}

function keySchema(key: Key<unknown>): JsonSchema {
  const formula = key.formula === undefined ? '' : `\n\n\`${key.formula}\``;
  const markdownDescription = `${key.summary}${formula}\n\n${typeText(key.schema.shape)} · default: ${defaultText(key)}`;
  const { presence } = key;
  const plain =
    presence.kind === 'default' &&
    presence.text === undefined &&
    ['string', 'number', 'boolean'].includes(typeof presence.keras)
      ? { default: presence.keras }
      : {};
  return { ...shapeSchema(key.schema.shape), markdownDescription, ...plain };
}

function propertiesOf(keys: Keys): JsonSchema {
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, keySchema(key)]));
}

function variantText({ summary, formula }: Variant): string {
  return formula === undefined ? summary : `${summary}\n\n\`${formula}\``;
}

/** The snippet that an editor inserts for a variant: its name and its required keys. */
function snippet(shape: NamedShape, name: string, variant: Variant): JsonSchema {
  const required = Object.entries(variant.keys).filter(([, key]) => key.presence.kind === 'required');
  const fields = required.map(([key, { schema }], index) => {
    const stop = `$${String(index + 1)}`;
    return [key, schema.shape.kind === 'number' ? `^${stop}` : stop];
  });
  const body = { [shape.tag]: name, ...Object.fromEntries(fields) } as JsonSchema;
  return { label: name, description: variant.summary, body };
}

function namedSchema(shape: NamedShape): JsonSchema {
  const variants = Object.entries(shape.variants);
  const names = variants.map(([name]) => name);
  const texts = variants.map(([, variant]) => variantText(variant));
  const tag = { [shape.tag]: suggestions(names, texts) };
  const perVariant = variants.map(([name, variant]) => ({
    if: { required: [shape.tag], properties: { [shape.tag]: { const: name } } },
    then: { properties: propertiesOf(variant.keys) },
  }));
  // Without the tag the first variant's keys are a good guess only where the tag may be left out.
  const untagged = shape.tagOptional ? variants.map(([, { keys }]) => propertiesOf(keys)) : [];
  const properties = Object.assign({}, ...untagged, tag) as JsonSchema;
  const defaultSnippets = shape.tagOptional
    ? []
    : variants.map(([name, variant]) => snippet(shape, name, variant));
  return {
    ...(shape.short ? suggestions(names, texts) : {}),
    properties,
    allOf: perVariant,
    ...(defaultSnippets.length > 0 && !shape.short ? { defaultSnippets } : {}),
  };
}

function shapeSchema(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case 'number':
    case 'string':
    case 'planned':
      return {};
    case 'boolean':
      return { anyOf: [{ enum: [true, false] }, {}] };
    case 'enum':
      return suggestions(Object.keys(shape.values), Object.values(shape.values));
    case 'object':
      return { properties: propertiesOf(shape.keys) };
    case 'record':
      return { additionalProperties: shapeSchema(shape.values.shape) };
    case 'list':
      return { items: shapeSchema(shape.items.shape) };
    case 'named':
      return namedSchema(shape);
    case 'union':
      return { anyOf: shape.options.map((option) => shapeSchema(option.shape)) };
  }
}

/** The whole schema, draft 7, as plain data. */
export function jsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'NNSpec',
    description: 'A neural network, its data and its training.',
    allowTrailingCommas: true,
    ...shapeSchema(root.shape),
  };
}
