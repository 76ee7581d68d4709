import { isNestedWithin } from '../json/strict-json.js';
import { objectOf, textOf, type JsonObject } from '../json/json-value.js';
import { parameterHeadersOf } from '../revisions/parameter-headers.js';
import { compileSchema } from '../schema/compile-schema.js';
import { SchemaError } from '../schema/schema-error.js';
import type {
  OfferingLimits,
  OfferingRefusalCode,
  RawOffering,
  RawOfferingKind,
  RefusedOffering,
} from './raw-offering.js';

/** What is wrong with one offering. */
interface Problem {
  readonly code: OfferingRefusalCode;
  readonly explanation: string;
}

const nameKeys: Record<RawOfferingKind, string> = {
  tool: 'name',
  resource: 'uri',
  resource_template: 'uriTemplate',
  prompt: 'name',
  instructions: 'instructions',
};

const toolName = /^[A-Za-z0-9_.-]{1,128}$/;
// Control characters would be invisible in every list and break out of every log line.
const printable = /^[^\p{Cc}\p{Cs}\u2028\u2029]{1,2048}$/u;

/** The name a definition goes by, or undefined if it has none. */
export function offeringName(kind: RawOfferingKind, definition: JsonObject): string | undefined {
  return kind === 'instructions' ? 'instructions' : textOf(definition, nameKeys[kind]);
}

/** Tells the offerings that can be used from those that cannot. */
export function checkOffering(offering: RawOffering, limits: OfferingLimits): Problem | undefined {
  if (!isNestedWithin(offering.definition, limits.maxDefinitionDepth)) {
    return {
      code: 'definition_too_deep',
      explanation: `Its definition is nested more than ${limits.maxDefinitionDepth} levels deep, which many clients do not read. Make its schemas flatter on the server.`,
    };
  }
  const bytes = Buffer.byteLength(JSON.stringify(offering.definition));
  if (bytes > limits.maxDefinitionBytes) {
    return {
      code: 'definition_too_large',
      explanation: `Its definition is larger than ${limits.maxDefinitionBytes / 1024} KB. Shorten its description or its schemas on the server.`,
    };
  }
  return checkName(offering) ?? (offering.kind === 'tool' ? checkTool(offering.definition) : undefined);
}

/** Refuses every offering whose name occurs more than once: nobody could say which one was approved. */
export function withoutDuplicates(offerings: readonly RawOffering[]): {
  readonly unique: readonly RawOffering[];
  readonly refused: readonly RefusedOffering[];
} {
  const seen = new Map<string, number>();
  const keyOf = ({ kind, name }: RawOffering) => `${kind} ${name}`;
  for (const offering of offerings) seen.set(keyOf(offering), (seen.get(keyOf(offering)) ?? 0) + 1);
  const isUnique = (offering: RawOffering) => seen.get(keyOf(offering)) === 1;
  const repeated = new Map(offerings.filter((one) => !isUnique(one)).map((one) => [keyOf(one), one]));
  return {
    unique: offerings.filter(isUnique),
    refused: [...repeated.values()].map((offering) =>
      refuse(offering.kind, offering.name, {
        code: 'duplicate_name',
        explanation: `The server offers it ${seen.get(keyOf(offering))} times under one name, so a call could mean any of them. Give each its own name on the server.`,
      }),
    ),
  };
}

/** A refusal with a name that is safe to show. */
export function refuse(kind: RawOfferingKind, name: string, problem: Problem): RefusedOffering {
  return { kind, name: name.slice(0, 200), ...problem };
}

function checkName({ kind, name }: RawOffering): Problem | undefined {
  if (kind === 'tool') {
    if (toolName.test(name)) return undefined;
    return {
      code: 'invalid_name',
      explanation:
        'A tool name may have 1 to 128 letters, digits, underscores, dots and hyphens, and this one has others or more. Rename the tool on the server.',
    };
  }
  if (printable.test(name)) return undefined;
  return {
    code: 'invalid_name',
    explanation:
      'Its name is empty, longer than 2,048 characters, or has control characters. Rename it on the server.',
  };
}

function checkTool(definition: JsonObject): Problem | undefined {
  const inputSchema = objectOf(definition, 'inputSchema');
  if (inputSchema?.['type'] !== 'object') {
    return {
      code: 'invalid_definition',
      explanation:
        'Its input schema does not describe an object. Give the tool an input schema of type "object".',
    };
  }
  const hasOutput = Object.hasOwn(definition, 'outputSchema');
  const outputSchema = objectOf(definition, 'outputSchema');
  if (hasOutput && !outputSchema) {
    return {
      code: 'invalid_definition',
      explanation: 'Its output schema is not a JSON Schema. Correct or remove it on the server.',
    };
  }
  const annotations = parameterHeadersOf(inputSchema);
  if (typeof annotations === 'string') {
    return {
      code: 'invalid_header_annotation',
      explanation: `Clients must ignore this tool: ${annotations} Correct the input schema on the server.`,
    };
  }
  return (
    checkSchema('input', inputSchema) ?? (outputSchema ? checkSchema('output', outputSchema) : undefined)
  );
}

function checkSchema(which: string, schema: JsonObject): Problem | undefined {
  try {
    compileSchema(schema);
    return undefined;
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return {
      code: 'invalid_schema',
      explanation: `Its ${which} schema cannot be used. ${error.explanation} Correct the schema on the server.`,
    };
  }
}
