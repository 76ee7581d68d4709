import { canonicalHash } from '../kernel/canonical-json.js';

/** One kind of thing a connector offers. A server's instructions to the model are a contract too. */
export type OfferingKind = 'tool' | 'resource' | 'resource_template' | 'prompt' | 'instructions';

/** A definition as a server gave it: every field a model can see, unknown ones included. */
export type Definition = Readonly<Record<string, unknown>>;

/** A pinned definition. Its identity is the hash: two definitions with one hash are the same contract. */
export interface Contract {
  readonly hash: string;
  readonly kind: OfferingKind;
  readonly name: string;
  readonly definition: Definition;
}

/**
 * Makes the contract of an offering.
 *
 * The hash covers the kind and the whole definition, not chosen fields: what a model can see and this version of
 * Castellan does not know yet is pinned as well. Names are part of identity; a rename is another offering.
 */
export function contractOf(offering: { kind: OfferingKind; name: string; definition: Definition }): Contract {
  return {
    hash: canonicalHash({ kind: offering.kind, name: offering.name, definition: offering.definition }),
    kind: offering.kind,
    name: offering.name,
    definition: offering.definition,
  };
}

/** What is in force and what the server offers now, in one word. */
export type ContractState = 'new' | 'approved' | 'changed' | 'gone';

/** `new`: never approved. `changed`: the server offers something else than was approved. `gone`: not seen any more. */
export function contractState(approvedHash: string | null, liveHash: string | null): ContractState {
  if (approvedHash === null) return 'new';
  if (liveHash === null) return 'gone';
  return approvedHash === liveHash ? 'approved' : 'changed';
}
