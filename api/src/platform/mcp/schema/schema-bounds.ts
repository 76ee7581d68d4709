import type { JsonObject } from '../json/json-value.js';
import { SchemaError } from './schema-error.js';
import { subschemasOf, type Subschema } from './subschemas.js';

const MAX_LENGTH = 256 * 1024;
const MAX_SUBSCHEMAS = 2_000;
const MAX_DEPTH = 64;

const referenceKeywords = ['$ref', '$dynamicRef', '$recursiveRef'] as const;
const anchorKeywords = ['$anchor', '$dynamicAnchor'] as const;

/**
 * The schemas inside a schema that is small enough and refers to nothing but itself.
 *
 * Nothing is ever fetched, and a reference into a place where no schema stands would be compiled unchecked.
 */
export function boundedSubschemas(root: JsonObject): readonly Subschema[] {
  if (JSON.stringify(root).length > MAX_LENGTH) throw tooLarge(`longer than ${MAX_LENGTH / 1024} KB`);
  const found: Subschema[] = [];
  for (const subschema of subschemasOf(root)) {
    if (found.push(subschema) > MAX_SUBSCHEMAS) throw tooLarge(`made of more than ${MAX_SUBSCHEMAS} schemas`);
    if (subschema.path.length > MAX_DEPTH) throw tooLarge(`nested more than ${MAX_DEPTH} levels deep`);
  }
  checkReferences(found);
  return found;
}

/** The reference a schema follows, if any. */
export function referencesOf(schema: JsonObject): string[] {
  return referenceKeywords.flatMap((keyword) => {
    const reference = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    if (reference === undefined) return [];
    return [typeof reference === 'string' ? reference : ''];
  });
}

function checkReferences(found: readonly Subschema[]): void {
  const places = new Set(found.map(({ path }) => path.map((key) => `/${key}`).join('')));
  const anchors = new Set(found.flatMap(({ schema }) => anchorKeywords.map((keyword) => schema[keyword])));
  for (const { schema, path } of found) {
    const place = path.length === 0 ? 'the root' : path.join('/');
    if (path.length > 0 && Object.hasOwn(schema, '$id')) {
      throw new SchemaError(
        'schema_reference',
        `The schema at ${place} has an $id of its own, which is not accepted.`,
      );
    }
    for (const reference of referencesOf(schema)) {
      if (!reference.startsWith('#')) {
        throw new SchemaError(
          'schema_reference',
          `The schema at ${place} refers to something outside of the definition, which is never fetched.`,
        );
      }
      const name = decoded(reference.slice(1));
      if (name === undefined || !(name === '' || places.has(name) || anchors.has(name))) {
        throw new SchemaError(
          'schema_reference',
          `The schema at ${place} refers to a schema that is not there.`,
        );
      }
    }
  }
}

/** A fragment as it names a place: percent-encoded, with ~1 for a slash and ~0 for a tilde. */
function decoded(fragment: string): string | undefined {
  try {
    const text = decodeURIComponent(fragment);
    return text.startsWith('/') ? text.replaceAll('~1', '/').replaceAll('~0', '~') : text;
  } catch {
    return undefined;
  }
}

function tooLarge(how: string): SchemaError {
  return new SchemaError('schema_too_large', `The schema is ${how}.`);
}
