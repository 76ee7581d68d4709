import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Permission } from '../access/permissions.js';
import { Refusal } from '../kernel/refusal.js';
import type { GatewayScope } from '../policies/policy.js';
import { malformedToken, type TokenErrorCode } from './token.errors.js';

/** What a token lets its owner do. Each part only narrows what the owner may do at the time of use. */
export interface TokenScope extends GatewayScope {
  /** Permissions on the GraphQL API; empty reaches no API. */
  readonly api: readonly Permission[];
}

/** A token as its owner and the admins see it. The secret is not in it, nor anywhere. */
export interface Token {
  readonly id: string;
  readonly memberId: string;
  readonly name: string;
  readonly hint: string;
  readonly scope: TokenScope;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
  readonly lastUsedAt: Date | null;
}

export type TokenState = 'active' | 'expired' | 'revoked';

export function tokenState(token: Pick<Token, 'expiresAt' | 'revokedAt'>, at: Date): TokenState {
  if (token.revokedAt) return 'revoked';
  return token.expiresAt <= at ? 'expired' : 'active';
}

/** How many tokens that are still valid a member may have. */
export const liveTokensPerMember = 100;

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const lookupLength = 10;
const secretLength = 43;
const checksumLength = 6;
const shape = /^(cst_pat_([0-9A-Za-z]{10})_[0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

/** A new token: 256 random bits behind a public part that finds it and in front of a checksum that proves it whole. */
export function mintToken(): { readonly text: string; readonly lookup: string } {
  const lookup = randomText(lookupLength);
  const body = `cst_pat_${lookup}_${randomText(secretLength)}`;
  return { text: body + checksum(body), lookup };
}

/** Reads the public part of a token, or refuses one that was cut short, altered or is none, without any look-up. */
export function parseToken(text: string): { readonly lookup: string } {
  const [, body, lookup, sum] = shape.exec(text) ?? [];
  if (body === undefined || lookup === undefined || checksum(body) !== sum) throw malformedToken();
  return { lookup };
}

/** What a caller with this token may do on the API: the owner's permissions now, narrowed by the token. */
export function permissionsWithin(scope: TokenScope, held: ReadonlySet<Permission>): ReadonlySet<Permission> {
  return new Set(scope.api.filter((permission) => held.has(permission)));
}

/**
 * Whether a token reaches no further at the gateway than the token it is made with. One that reaches no connector
 * itself, and may make tokens that do, was not narrowed to any: its owner's own reach is the bound then.
 */
export function isWithin(wanted: GatewayScope, maker: GatewayScope): boolean {
  if (wanted.connectors === null || maker.connectors === null) return true;
  if (wanted.access === 'write' && maker.access === 'read') return false;
  if (maker.connectors === 'all') return true;
  if (wanted.connectors === 'all') return false;
  const reached = new Map(maker.connectors.map(({ connectorId, tools }) => [connectorId, tools]));
  return wanted.connectors.every(({ connectorId, tools }) => {
    const within = reached.get(connectorId);
    if (within === undefined || within === 'all') return within === 'all';
    return tools !== 'all' && tools.every((tool) => within.includes(tool));
  });
}

/** Enough of a token to recognize it in a list, and nothing of its secret. */
export function tokenHint(lookup: string): string {
  return `cst_pat_${lookup}…`;
}

/** How long a token may live, in days. One that reaches the API can administer, so it lives shorter. */
export const longestLife = { gateway: 365, api: 90 } as const;

const dayMs = 24 * 60 * 60 * 1000;

/** Refuses a token that would be good for nothing, or for too long. */
export function checkTokenTerms(
  terms: { name: string; scope: TokenScope; expiresAt: Date },
  now: Date,
): void {
  const { scope, expiresAt } = terms;
  if (terms.name.trim() === '' || terms.name.length > 100) {
    throw refuse(
      'token_name_invalid',
      'A token needs a name of at most 100 characters.',
      'Say what uses it.',
      'name',
    );
  }
  if (scope.api.length === 0 && (scope.connectors === null || scope.connectors.length === 0)) {
    throw refuse(
      'token_scope_empty',
      'This token would reach no connector and no API, so it could do nothing.',
      'Choose at least one connector or one API permission.',
      'connectors',
    );
  }
  const days = scope.api.length > 0 ? longestLife.api : longestLife.gateway;
  // A day of tolerance would be a day too long; a minute lets "in exactly N days" arrive late.
  const latest = now.getTime() + days * dayMs + 60_000;
  if (!(expiresAt.getTime() > now.getTime()) || expiresAt.getTime() > latest) {
    throw refuse(
      'token_expiry_invalid',
      scope.api.length > 0
        ? `A token for the API must expire within ${days} days.`
        : `A token must expire in the future, within ${days} days.`,
      'Choose another expiry.',
      'expiresAt',
    );
  }
}

function refuse(
  code: TokenErrorCode,
  message: string,
  nextStep: string,
  field: string,
): Refusal<TokenErrorCode> {
  return new Refusal(code, message, nextStep, field);
}

function checksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let place = 0; place < checksumLength; place += 1) {
    text = alphabet.charAt(rest % alphabet.length) + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}

/** Bytes past the last whole multiple of the alphabet are dropped: a remainder would favour some characters. */
function randomText(length: number): string {
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < limit && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
