import { compileSchema, type CompiledSchema } from '../../platform/mcp/schema/compile-schema.js';
import { objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { SchemaError } from '../../platform/mcp/schema/schema-error.js';
import { parameterHeadersOf } from '../../platform/mcp/revisions/parameter-headers.js';
import { toLegacyTool } from '../../platform/mcp/revisions/results.js';
import type { Era } from '../../platform/mcp/revisions/revisions.js';
import type { OfferingKind } from '../../policies/policy.js';

/** One approved contract as the gateway serves it: written once for each era, its schema compiled at its first call. */
export class ServedDefinition {
  /** A tool whose header annotations are invalid is offered to nobody, because clients must drop it. */
  readonly isServable: boolean;
  readonly #legacy: JsonObject;
  readonly #json: string;
  readonly #legacyJson: string;
  #schema: CompiledSchema | undefined;
  #outputSchema: CompiledSchema | undefined;

  constructor(
    readonly kind: OfferingKind,
    readonly definition: JsonObject,
  ) {
    this.#legacy = kind === 'tool' ? toLegacyTool(definition) : definition;
    this.#json = JSON.stringify(definition);
    this.#legacyJson = this.#legacy === definition ? this.#json : JSON.stringify(this.#legacy);
    const { inputSchema } = this;
    this.isServable =
      kind !== 'tool' || (inputSchema !== undefined && Array.isArray(parameterHeadersOf(inputSchema)));
  }

  /** The definition for clients of an era. */
  definitionFor(era: Era): JsonObject {
    return era === 'legacy' ? this.#legacy : this.definition;
  }

  /** The same as JSON text, ready to be put into a list. */
  jsonFor(era: Era): string {
    return era === 'legacy' ? this.#legacyJson : this.#json;
  }

  /** The schema of a tool's arguments. */
  get inputSchema(): JsonObject | undefined {
    return this.kind === 'tool' ? objectOf(this.definition, 'inputSchema') : undefined;
  }

  /** Why arguments do not fit the approved schema, in a sentence; undefined if they do. */
  problemWith(args: unknown): string | undefined {
    if (!this.inputSchema) return undefined;
    this.#schema ??= compiled(this.inputSchema);
    const result = this.#schema.validate(args);
    return result.ok ? undefined : result.errors.join('; ');
  }

  /** Why structured content does not fit the approved output schema; undefined if it does, or there is none. */
  outputProblemWith(structured: unknown): string | undefined {
    const schema = this.kind === 'tool' ? objectOf(this.definition, 'outputSchema') : undefined;
    if (!schema) return undefined;
    this.#outputSchema ??= compiled(schema);
    const result = this.#outputSchema.validate(structured);
    return result.ok ? undefined : result.errors.join('; ');
  }
}

/** A schema that was approved and does not compile lets nothing through: what it would allow is not known. */
function compiled(inputSchema: JsonObject): CompiledSchema {
  try {
    return compileSchema(inputSchema);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return { validate: () => ({ ok: false, errors: [error.explanation] }) };
  }
}
