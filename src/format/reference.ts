/** The tables of docs/nnspec.md, made from the schema table. */
import { defaultText, grouped, typeText } from './describe.ts';
import { root } from './keys/root.ts';
import type { Keys, NamedShape, Schema, Shape } from '../base/schema/schema.ts';

/** Text as it may stand in a cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`);
  return lines.join('\n');
}

/** The type in a table: names that have a table of their own are not repeated. */
function shortType(shape: Shape): string {
  switch (shape.kind) {
    case 'named':
      return shape.short ? `name, or \`{ "${shape.tag}", … }\`` : `\`{ "${shape.tag}", … }\``;
    case 'object':
      return '`{ … }`';
    case 'record':
      return `\`{ name: … }\` of ${grouped(shortType(shape.values.shape))}`;
    case 'list':
      return `list of ${grouped(shortType(shape.items.shape))}`;
    case 'union':
      return [...new Set(shape.options.map((option) => shortType(option.shape)))].join(', or ');
    case 'number':
    case 'string':
    case 'boolean':
    case 'enum':
    case 'planned':
      return typeText(shape);
  }
}

function keysTable(keys: Keys): string {
  return table(
    ['key', 'value', 'default', 'meaning'],
    Object.entries(keys).map(([name, key]) => {
      const formula = key.formula === undefined ? '' : ` \`${key.formula}\``;
      return [`\`${name}\``, shortType(key.schema.shape), defaultText(key), `${key.summary}${formula}`];
    }),
  );
}

/** One row per variant, with its own keys and their defaults. */
function variantsTable(shape: NamedShape): string {
  const alias = (name: string): string =>
    Object.entries(shape.aliases)
      .filter(([, full]) => full === name)
      .map(([short]) => ` (\`${short}\`)`)
      .join('');
  return table(
    ['name', 'meaning', 'formula', 'keys and defaults'],
    Object.entries(shape.variants).map(([name, { summary, formula, keys }]) => [
      `\`${name}\`${alias(name)}`,
      summary,
      formula === undefined ? '' : `\`${formula}\``,
      Object.entries(keys)
        .map(([key, value]) => `\`${key}\` ${defaultText(value)}`)
        .join('; '),
    ]),
  );
}

/** A section for each variant, with a table of its keys. */
function variantSections(shape: NamedShape): string {
  return Object.entries(shape.variants)
    .map(([name, { summary, formula, keys }]) => {
      const text = formula === undefined ? summary : `${summary} \`${formula}\``;
      return `#### \`${name}\`\n\n${text}\n\n${keysTable(keys)}`;
    })
    .join('\n\n');
}

/** Every key of the variants once, with its meaning. */
function sharedKeysTable(shape: NamedShape): string {
  const keys = Object.assign({}, ...Object.values(shape.variants).map((variant) => variant.keys)) as Keys;
  return table(
    ['key', 'value', 'meaning'],
    Object.entries(keys).map(([name, key]) => [`\`${name}\``, shortType(key.schema.shape), key.summary]),
  );
}

function valuesTable(values: Readonly<Record<string, string>>): string {
  return table(
    ['value', 'meaning'],
    Object.entries(values).map(([name, text]) => [`\`${name}\``, text]),
  );
}

/** The shapes that a schema may have, lists and unions opened. */
function shapesIn(schema: Schema<unknown>): Shape[] {
  const { shape } = schema;
  if (shape.kind === 'list') return shapesIn(shape.items);
  if (shape.kind === 'union') return shape.options.flatMap(shapesIn);
  return [shape];
}

/** The keys that may stand at a path of the format, those of every variant together. */
function keysAt(...path: readonly string[]): Keys {
  let schemas: readonly Schema<unknown>[] = [root];
  for (const name of path) {
    schemas = schemas.flatMap(keysOf).flatMap(([key, { schema }]) => (key === name ? [schema] : []));
  }
  return Object.fromEntries(schemas.flatMap(keysOf));
}

function keysOf(schema: Schema<unknown>): [string, Keys[string]][] {
  return shapesIn(schema).flatMap((shape) => {
    if (shape.kind === 'object') return Object.entries(shape.keys);
    if (shape.kind !== 'named') return [];
    return Object.values(shape.variants).flatMap(({ keys }) => Object.entries(keys));
  });
}

function shapeAt<K extends Shape['kind']>(kind: K, ...path: readonly string[]): Extract<Shape, { kind: K }> {
  const name = path.at(-1) ?? '';
  const key = keysAt(...path.slice(0, -1))[name];
  const found =
    key && shapesIn(key.schema).find((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind);
  if (!found) throw new Error(`No ${kind} at ${path.join('.')}`);
  return found;
}

/** The tables by the name of their markers in docs/nnspec.md. */
export function referenceTables(): Readonly<Record<string, string>> {
  return {
    root: keysTable(keysAt()),
    data: keysTable(keysAt('data')),
    sources: keysTable(keysAt('data', 'source')),
    builtins: valuesTable(shapeAt('enum', 'data', 'source', 'builtin').values),
    formats: valuesTable(shapeAt('enum', 'data', 'format').values),
    missing: variantsTable(shapeAt('named', 'data', 'missing')),
    features: variantsTable(shapeAt('named', 'data', 'features')),
    featureKeys: sharedKeysTable(shapeAt('named', 'data', 'features')),
    target: keysTable(keysAt('data', 'target')),
    split: keysTable(keysAt('data', 'split')),
    layers: variantSections(shapeAt('named', 'model', 'layers')),
    activations: variantsTable(shapeAt('named', 'model', 'layers', 'activation')),
    initializers: variantsTable(shapeAt('named', 'model', 'layers', 'kernelInitializer')),
    losses: variantsTable(shapeAt('named', 'loss')),
    metrics: variantsTable(shapeAt('named', 'metrics')),
    metricKeys: sharedKeysTable(shapeAt('named', 'metrics')),
    optimizers: variantsTable(shapeAt('named', 'optimizer')),
    optimizerKeys: sharedKeysTable(shapeAt('named', 'optimizer')),
    training: keysTable(keysAt('training')),
    clipping: keysTable(keysAt('training', 'gradientClipping')),
    schedules: variantsTable(shapeAt('named', 'training', 'learningRateSchedule')),
    scheduleKeys: sharedKeysTable(shapeAt('named', 'training', 'learningRateSchedule')),
    earlyStopping: keysTable(keysAt('training', 'earlyStopping')),
    checkpoint: keysTable(keysAt('training', 'checkpoint')),
    compare: keysTable(keysAt('compare')),
    compareRates: valuesTable(shapeAt('enum', 'compare', 'learningRates').values),
    compareBudget: keysTable(keysAt('compare', 'budget')),
    compareTarget: keysTable(keysAt('compare', 'target')),
    compareVary: keysTable(keysAt('compare', 'vary')),
    health: table(
      ['rule', 'meaning', 'thresholds'],
      Object.entries(keysAt('health')).map(([name, { summary }]) => [
        `\`${name}\``,
        summary,
        Object.entries(keysAt('health', name))
          .filter(([key]) => key !== 'enabled')
          .map(([key, value]) => `\`${key}\` ${defaultText(value)} (${value.summary.replace(/\.$/, '')})`)
          .join('; '),
      ]),
    ),
  };
}
