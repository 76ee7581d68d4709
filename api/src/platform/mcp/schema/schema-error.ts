/** Why a schema cannot be used. */
export type SchemaErrorCode = 'schema_too_large' | 'schema_reference' | 'schema_dialect' | 'schema_invalid';

/** A schema that Castellan does not compile. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';

  constructor(
    readonly code: SchemaErrorCode,
    /** A sentence with the place at fault. */
    readonly explanation: string,
    options?: ErrorOptions,
  ) {
    super(explanation, options);
  }
}
