import { Ajv, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { canonicalJson } from '../../../kernel/canonical-json.js';
import { EffortMeter } from './effort-meter.js';
import { compilePattern } from './safe-pattern.js';
import { SchemaError } from './schema-error.js';

/** Marks a schema with what one evaluation of it costs; exists only in compiled copies. */
export const COST_KEYWORD = 'castellan-cost';

type Engine = Ajv | Ajv2019 | Ajv2020;

const dialects: Readonly<Record<string, new (options: Options) => Engine>> = {
  'http://json-schema.org/draft-07/schema': Ajv,
  'https://json-schema.org/draft-07/schema': Ajv,
  'https://json-schema.org/draft/2019-09/schema': Ajv2019,
  'https://json-schema.org/draft/2020-12/schema': Ajv2020,
};
const DEFAULT_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const judges = new Map<string, Engine>();

/** Checks a schema against the rules of its dialect and says in words what is wrong. */
export function problemOfSchema(dialect: string, schema: object): string | undefined {
  let judge = judges.get(dialect);
  if (!judge) {
    judge = new (constructorOf(dialect))({ strict: false, logger: false, validateFormats: false });
    judges.set(dialect, judge);
  }
  if (judge.validateSchema(schema) === true) return undefined;
  const [first] = judge.errors ?? [];
  return first ? `${first.instancePath || 'the root'} ${first.message ?? 'is invalid'}` : 'it is invalid';
}

/** The dialect a schema names, 2020-12 if it names none. */
export function dialectOf(named: unknown): string {
  const dialect = named === undefined ? DEFAULT_DIALECT : String(named).replace(/#$/, '');
  constructorOf(dialect);
  return dialect;
}

/** A fresh engine: one that has seen another schema would let the two influence each other by their ids. */
export function engineFor(dialect: string, meter: EffortMeter): Engine {
  const engine = new (constructorOf(dialect))({
    strict: false,
    logger: false,
    meta: false,
    validateSchema: false,
    inlineRefs: false,
    // In these dialects a format describes; the expressions behind formats are not safe for every text.
    validateFormats: false,
    // What is said of a failure needs the schema, and of what kind the value is.
    verbose: true,
    code: {
      regExp: Object.assign((pattern: string) => compilePattern(pattern, meter), { code: 'compilePattern' }),
    },
  });
  engine.addKeyword({
    keyword: COST_KEYWORD,
    before: '$ref',
    schemaType: 'number',
    errors: false,
    validate: (cost: number) => {
      meter.spend(cost);
      return true;
    },
  });
  // The engine's own compares every pair of items.
  engine.removeKeyword('uniqueItems');
  engine.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (isWanted: boolean, items: unknown[]) => !isWanted || areUnique(items),
    error: { message: 'must not contain the same item twice' },
  });
  return engine;
}

function areUnique(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => canonicalJson(item))).size === items.length;
}

function constructorOf(dialect: string): new (options: Options) => Engine {
  const constructor = Object.hasOwn(dialects, dialect) ? dialects[dialect] : undefined;
  if (constructor) return constructor;
  throw new SchemaError(
    'schema_dialect',
    'The schema names a dialect other than JSON Schema draft-07, 2019-09 or 2020-12.',
  );
}
