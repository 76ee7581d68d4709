import { memberOf, type JsonObject } from '../json/json-value.js';
import { subschemasOf } from '../schema/subschemas.js';

/** A tool parameter that its server wants mirrored into a header. */
export interface ParameterHeader {
  /** The whole header name, in lower case. */
  readonly header: string;
  /** Property names from the arguments to the value. */
  readonly path: readonly string[];
}

const ANNOTATION = 'x-mcp-header';
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const mirrorable: ReadonlySet<unknown> = new Set(['string', 'integer', 'boolean']);

const cache = new WeakMap<JsonObject, readonly ParameterHeader[] | string>();

/** The mirrored parameters of an input schema, or in words why its annotations make the tool invalid. */
export function parameterHeadersOf(inputSchema: JsonObject): readonly ParameterHeader[] | string {
  let found = cache.get(inputSchema);
  if (found === undefined) {
    found = scan(inputSchema);
    cache.set(inputSchema, found);
  }
  return found;
}

/** The value to mirror as text, or undefined when the header is to be left out. */
export function parameterText(parameter: ParameterHeader, args: unknown): string | undefined {
  const value = parameter.path.reduce<unknown>((at, name) => memberOf(at, name), args);
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value);
  return undefined;
}

function scan(inputSchema: JsonObject): readonly ParameterHeader[] | string {
  const found = new Map<string, ParameterHeader>();
  for (const { schema, path, properties } of subschemasOf(inputSchema)) {
    if (!Object.hasOwn(schema, ANNOTATION)) continue;
    const place = path.length === 0 ? 'the root' : path.join('/');
    const name = schema[ANNOTATION];
    if (typeof name !== 'string' || !token.test(name))
      return `${ANNOTATION} at ${place} is not a header name.`;
    if (!properties || properties.length === 0)
      return `${ANNOTATION} at ${place} is not on a plain property.`;
    if (!mirrorable.has(schema['type'])) {
      return `${ANNOTATION} at ${place} is on a value that is not a string, an integer or a boolean.`;
    }
    const header = `mcp-param-${name.toLowerCase()}`;
    if (found.has(header)) return `two parameters have the ${ANNOTATION} "${name}".`;
    found.set(header, { header, path: properties });
  }
  return [...found.values()];
}
