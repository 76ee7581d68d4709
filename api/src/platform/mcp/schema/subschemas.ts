import { isJsonObject, type JsonObject } from '../json/json-value.js';

/** One schema inside another one: where it stands, and how it was reached from its parent. */
export interface Subschema {
  readonly schema: JsonObject;
  /** Keys and indexes from the root. */
  readonly path: readonly string[];
  /** The chain of property names if only `properties` lead here, else undefined. */
  readonly properties?: readonly string[];
}

const single = new Set([
  'additionalItems',
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const lists = new Set(['allOf', 'anyOf', 'items', 'oneOf', 'prefixItems']);
const maps = new Set([
  '$defs',
  'definitions',
  'dependencies',
  'dependentSchemas',
  'patternProperties',
  'properties',
]);

/** Every schema object inside a schema, itself first. Values of `const`, `enum`, `default` and the like are no schemas. */
export function* subschemasOf(root: JsonObject): Generator<Subschema> {
  // A list instead of recursion: the depth is chosen by somebody else.
  const open: Subschema[] = [{ schema: root, path: [], properties: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    for (const [keyword, value] of Object.entries(next.schema)) {
      for (const [key, child] of childrenOf(keyword, value)) {
        open.push({
          schema: child,
          path: key === undefined ? [...next.path, keyword] : [...next.path, keyword, key],
          ...(keyword === 'properties' && next.properties && key !== undefined
            ? { properties: [...next.properties, key] }
            : {}),
        });
      }
    }
  }
}

function childrenOf(keyword: string, value: unknown): (readonly [string | undefined, JsonObject])[] {
  if (Array.isArray(value)) {
    if (!lists.has(keyword)) return [];
    return value.flatMap((child: unknown, index) =>
      isJsonObject(child) ? [[String(index), child] as const] : [],
    );
  }
  if (!isJsonObject(value)) return [];
  if (single.has(keyword)) return [[undefined, value]];
  if (!maps.has(keyword)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    isJsonObject(child) ? [[key, child] as const] : [],
  );
}
