/** One argument of a definition as a reader meets it: name, type in words, whether it must be given, what limits it. */
export interface SchemaNode {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description?: string;
  readonly constraints: readonly string[];
  readonly children: readonly SchemaNode[];
}

type Schema = Readonly<Record<string, unknown>>;

const deepest = 12;

/** The arguments of a JSON Schema object, with the nested ones below their parent. */
export function schemaNodes(schema: unknown): SchemaNode[] {
  return childrenOf(asSchema(schema), asSchema(schema), 0);
}

function childrenOf(schema: Schema, root: Schema, depth: number): SchemaNode[] {
  if (depth > deepest) return [];
  const properties = asSchema(schema['properties']);
  const required = stringsOf(schema['required']);
  const own = Object.keys(properties).map((name) =>
    nodeOf(name, properties[name], required.includes(name), root, depth),
  );
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((word) =>
    listOf(schema[word]).map((part, index) => ({ word, part: resolve(part, root), index })),
  );
  const variants = parts
    .filter(({ part }) => Object.keys(asSchema(part['properties'])).length > 0)
    .map(({ word, part, index }) => variantOf(word, index, part, root, depth));
  return [...own, ...variants];
}

function variantOf(word: string, index: number, part: Schema, root: Schema, depth: number): SchemaNode {
  const name = word === 'allOf' ? $localize`and` : $localize`variant ${index + 1}:number:`;
  return {
    name,
    type: typeOf(part),
    required: false,
    description: textOf(part['description']),
    constraints: [],
    children: childrenOf(part, root, depth + 1),
  };
}

function nodeOf(name: string, value: unknown, required: boolean, root: Schema, depth: number): SchemaNode {
  if (typeof value === 'boolean') {
    const type = value ? $localize`anything` : $localize`nothing`;
    return { name, type, required, constraints: [], children: [] };
  }
  const schema = resolve(value, root);
  const items = resolve(schema['items'], root);
  const inner = hasItems(schema) ? items : schema;
  return {
    name,
    type: typeOf(schema, root),
    required,
    description: textOf(schema['description']),
    constraints: [...constraintsOf(schema), ...(hasItems(schema) ? constraintsOf(items) : [])],
    children: childrenOf(inner, root, depth + 1),
  };
}

function typeOf(schema: Schema, root: Schema = schema): string {
  const given = schema['type'];
  if (hasItems(schema)) return $localize`list of ${typeOf(resolve(schema['items'], root), root)}:type:`;
  if (typeof given === 'string') return given;
  if (Array.isArray(given)) return stringsOf(given).join($localize` or `);
  if ('const' in schema || 'enum' in schema) return $localize`one value of a list`;
  for (const word of ['anyOf', 'oneOf']) {
    const variants = listOf(schema[word]);
    if (variants.length) {
      const types = variants.map((variant) => typeOf(resolve(variant, root), root));
      return [...new Set(types)].join($localize` or `);
    }
  }
  return 'properties' in schema ? 'object' : $localize`anything`;
}

const limits: Readonly<Record<string, (value: string) => string>> = {
  const: (value) => $localize`always ${value}:value:`,
  default: (value) => $localize`${value}:value: if not given`,
  format: (value) => $localize`format ${value}:value:`,
  pattern: (value) => $localize`matches ${value}:value:`,
  minimum: (value) => $localize`at least ${value}:value:`,
  exclusiveMinimum: (value) => $localize`more than ${value}:value:`,
  maximum: (value) => $localize`at most ${value}:value:`,
  exclusiveMaximum: (value) => $localize`less than ${value}:value:`,
  multipleOf: (value) => $localize`a multiple of ${value}:value:`,
  minLength: (value) => $localize`at least ${value}:value: characters`,
  maxLength: (value) => $localize`at most ${value}:value: characters`,
  minItems: (value) => $localize`at least ${value}:value: entries`,
  maxItems: (value) => $localize`at most ${value}:value: entries`,
};

function constraintsOf(schema: Schema): string[] {
  const found = Object.keys(limits)
    .filter((word) => schema[word] !== undefined)
    .map((word) => limits[word]?.(valueOf(schema[word])) ?? '');
  if (Array.isArray(schema['enum'])) {
    found.unshift($localize`one of ${schema['enum'].map(valueOf).join(', ')}:values:`);
  }
  if (schema['uniqueItems'] === true) found.push($localize`no entry twice`);
  if (schema['additionalProperties'] === false) found.push($localize`nothing else accepted`);
  return found;
}

function resolve(value: unknown, root: Schema): Schema {
  let schema = asSchema(value);
  for (let step = 0; step < deepest && typeof schema['$ref'] === 'string'; step += 1) {
    const reference: string = schema['$ref'];
    if (!reference.startsWith('#/')) return schema;
    schema = asSchema(
      reference
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => asSchema(at)[unescape(key)], root),
    );
  }
  return schema;
}

function unescape(key: string): string {
  return decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~');
}

function hasItems(schema: Schema): boolean {
  return schema['type'] === 'array' || ('items' in schema && !('properties' in schema));
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function stringsOf(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function valueOf(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}
