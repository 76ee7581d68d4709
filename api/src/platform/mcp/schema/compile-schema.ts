import type { JsonObject } from '../json/json-value.js';
import { EffortMeter } from './effort-meter.js';
import { boundedSubschemas, referencesOf } from './schema-bounds.js';
import { SchemaError } from './schema-error.js';
import { problemWords } from './problem-words.js';
import { COST_KEYWORD, dialectOf, engineFor, problemOfSchema } from './validator-engine.js';

/** What validation says of a value. */
export type Validation = { readonly ok: true } | { readonly ok: false; readonly errors: readonly string[] };

/** A schema ready to validate values, in bounded time. */
export interface CompiledSchema {
  validate(value: unknown): Validation;
}

const MAX_EFFORT = 200_000;
const LARGE_ENUM = 50;

/** How often a schema may be held against a part of a value: every part could meet every schema. */
const MAX_MEETINGS = 50_000_000;

/**
 * Compiles a schema that somebody else wrote. Throws a `SchemaError` for one that is invalid, too large, or refers to
 * anything outside of itself.
 */
export function compileSchema(schema: JsonObject): CompiledSchema {
  const mostParts = MAX_MEETINGS / boundedSubschemas(schema).length;
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
      if (hasMoreParts(value, mostParts)) return cannotBeChecked;
      try {
        if (meter.run(() => check(value)) === true) return { ok: true };
      } catch {
        // Too much effort, a pattern out of time, a schema that goes round in circles: all mean the same.
        return cannotBeChecked;
      }
      return { ok: false, errors: [problemWords(check.errors ?? [])] };
    },
  };
}

const cannotBeChecked: Validation = {
  ok: false,
  errors: ['The arguments are too large or too intricate to be checked with reasonable effort.'],
};

/** Whether a value is made of more than so many values; looks no further than that. */
function hasMoreParts(value: unknown, most: number): boolean {
  const open = [value];
  for (let count = 0; open.length > 0; count += 1) {
    if (count + open.length > most) return true;
    const next = open.pop();
    if (typeof next === 'object' && next !== null) for (const part of Object.values(next)) open.push(part);
  }
  return false;
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

function invalid(problem: string, cause?: unknown): SchemaError {
  return new SchemaError('schema_invalid', `The schema is not valid: ${problem}.`, { cause });
}
