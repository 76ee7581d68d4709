import type { ErrorObject } from 'ajv';
import type { JsonObject } from '../json/json-value.js';
import { EffortMeter } from './effort-meter.js';
import { boundedSubschemas, referencesOf } from './schema-bounds.js';
import { SchemaError } from './schema-error.js';
import { COST_KEYWORD, dialectOf, engineFor, problemOfSchema } from './validator-engine.js';

/** What validation says of a value. */
export type Validation = { readonly ok: true } | { readonly ok: false; readonly errors: readonly string[] };

/** A schema ready to validate values, in bounded time. */
export interface CompiledSchema {
  validate(value: unknown): Validation;
}

const MAX_EFFORT = 200_000;
const LARGE_ENUM = 50;

/**
 * Compiles a schema that somebody else wrote. Throws a `SchemaError` for one that is invalid, too large, or refers to
 * anything outside of itself.
 */
export function compileSchema(schema: JsonObject): CompiledSchema {
  boundedSubschemas(schema);
  const dialect = dialectOf(schema['$schema']);
  const problem = problemOfSchema(dialect, schema);
  if (problem) throw invalid(problem);
  const meter = new EffortMeter(MAX_EFFORT);
  let check;
  try {
    check = engineFor(dialect, meter).compile(metered(schema));
  } catch (error) {
    throw invalid(error instanceof Error ? error.message.slice(0, 200) : 'it does not compile', error);
  }
  return {
    validate: (value) => {
      try {
        if (meter.run(() => check(value)) === true) return { ok: true };
      } catch {
        // Too much effort, a pattern out of time, a schema that goes round in circles: all mean "cannot be checked".
        return {
          ok: false,
          errors: ['The value cannot be checked against the schema with reasonable effort.'],
        };
      }
      return { ok: false, errors: (check.errors ?? []).slice(0, 5).map(sentenceOf) };
    },
  };
}

/**
 * A copy in which everything that can multiply costs something: references, which let a small schema demand
 * exponential work, and long enumerations.
 */
function metered(schema: JsonObject): JsonObject {
  const copy = structuredClone(schema);
  for (const { schema: subschema } of boundedSubschemas(copy)) {
    const choices = Array.isArray(subschema['enum']) ? subschema['enum'].length : 0;
    const cost = referencesOf(subschema).length + (choices > LARGE_ENUM ? choices / LARGE_ENUM : 0);
    delete subschema[COST_KEYWORD];
    if (cost > 0) subschema[COST_KEYWORD] = cost;
  }
  delete copy['$id'];
  delete copy['$schema'];
  return copy;
}

function sentenceOf({ instancePath, message, params, keyword }: ErrorObject): string {
  const where = instancePath === '' ? 'The value' : instancePath;
  const extra: unknown = keyword === 'additionalProperties' ? params['additionalProperty'] : undefined;
  return `${where} ${message ?? 'is invalid'}${typeof extra === 'string' ? ` ("${extra.slice(0, 64)}")` : ''}`;
}

function invalid(problem: string, cause?: unknown): SchemaError {
  return new SchemaError('schema_invalid', `The schema is not valid: ${problem}.`, { cause });
}
