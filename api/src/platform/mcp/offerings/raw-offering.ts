import type { JsonObject } from '../json/json-value.js';

/** What kind of thing a server offers. Its instructions are one too: a model reads them. */
export type RawOfferingKind = 'tool' | 'resource' | 'resource_template' | 'prompt' | 'instructions';

/** One thing a server offers, as it says it. */
export interface RawOffering {
  readonly kind: RawOfferingKind;
  /** Tool or prompt name, resource URI, URI template, or `instructions`. */
  readonly name: string;
  /** Everything a model can see of it. */
  readonly definition: JsonObject;
}

/** Why one offering is left out. */
export type OfferingRefusalCode =
  | 'invalid_name'
  | 'duplicate_name'
  | 'invalid_definition'
  | 'definition_too_large'
  | 'definition_too_deep'
  | 'invalid_schema'
  | 'invalid_header_annotation';

/** One offering that cannot be used; the others can. */
export interface RefusedOffering {
  readonly kind: RawOfferingKind;
  /** As far as it has one; shortened. */
  readonly name: string;
  readonly code: OfferingRefusalCode;
  /** What is wrong and what to do, in sentences. */
  readonly explanation: string;
}

/** What a scan of a server found. */
export interface FoundOfferings {
  readonly offerings: readonly RawOffering[];
  readonly refused: readonly RefusedOffering[];
}

/** How much a server may offer. */
export interface OfferingLimits {
  /** Offerings of all kinds together. */
  readonly maxOfferings: number;
  /** Bytes of one definition. */
  readonly maxDefinitionBytes: number;
  /** Levels of nesting of one definition. */
  readonly maxDefinitionDepth: number;
  /** Levels of nesting of one answer: one definition that is too deep must not keep the others from being read. */
  readonly maxAnswerDepth: number;
  /** Bytes of one answer, and of all definitions together. */
  readonly maxBytes: number;
  readonly maxPages: number;
}

export const defaultOfferingLimits: OfferingLimits = {
  maxOfferings: 2_000,
  maxDefinitionBytes: 256 * 1024,
  // With what is around it in a list, what clients read of any answer.
  maxDefinitionDepth: 61,
  maxAnswerDepth: 1_024,
  maxBytes: 8 * 1024 * 1024,
  maxPages: 200,
};
