import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor } from '../../kernel/cursor.js';
import { Keyring } from '../../platform/crypto/keyring.js';
import type { OfferingKind } from '../../policies/policy.js';
import { cursorInvalid } from '../offerings/lists.js';
import type { AdmittedTurn } from '../pipeline/turn.js';

/** The last entry of a page. */
export interface Position {
  readonly slug: string;
  readonly name: string;
}

/** Cursors of the aggregated lists: good for the caller, the list and the version of the policy they were made for. */
@Injectable()
export class PageCursors {
  constructor(private readonly keyring: Keyring) {}

  encode(turn: AdmittedTurn, kind: OfferingKind, { slug, name }: Position): string {
    return encodeCursor([slug, name, this.#proof(turn, kind, slug, name)]);
  }

  /** Where a page begins; undefined for the first one. */
  decode(turn: AdmittedTurn, kind: OfferingKind, cursor: unknown): Position | undefined {
    // No page ends before its first entry, so the empty cursor can only mean the beginning.
    if (cursor === undefined || cursor === '') return undefined;
    const [slug, name, proof] = typeof cursor === 'string' ? partsOf(cursor) : [];
    if (typeof slug !== 'string' || typeof name !== 'string' || typeof proof !== 'string') {
      throw cursorInvalid();
    }
    const { currentId } = this.keyring;
    const text = boundText(turn, kind, slug, name);
    if (!this.keyring.hmacMatches('list-cursor', currentId, text, proof)) throw cursorInvalid();
    return { slug, name };
  }

  #proof(turn: AdmittedTurn, kind: OfferingKind, slug: string, name: string): string {
    return this.keyring.hmac('list-cursor', this.keyring.currentId, boundText(turn, kind, slug, name));
  }
}

function boundText({ caller, policy }: AdmittedTurn, kind: OfferingKind, slug: string, name: string): string {
  const { context, principal, tokenId } = caller;
  return JSON.stringify([
    context.organizationId,
    principal.memberId,
    tokenId,
    policy.version,
    kind,
    slug,
    name,
  ]);
}

function partsOf(cursor: string): readonly (string | number)[] {
  try {
    return decodeCursor(cursor, ['text', 'text', 'text']);
  } catch {
    return [];
  }
}
