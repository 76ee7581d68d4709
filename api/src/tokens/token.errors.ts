import { Refusal } from '../kernel/refusal.js';

/** The token a refusal is about, where its secret was right: enough to record the refusal where it belongs. */
export interface RefusedToken {
  readonly organizationId: string;
  readonly tokenId: string;
  readonly tokenName: string;
  readonly memberId: string;
}

/** A presented token is not accepted. Its text is for whoever holds the token; on the wire the code is one for all. */
export class TokenRefused extends Refusal<TokenRefusalCode> {
  constructor(
    code: TokenRefusalCode,
    message: string,
    nextStep: string,
    readonly token?: RefusedToken,
  ) {
    super(code, message, nextStep);
  }
}

/** Why a presented token was not accepted. Recorded; on the wire they are all the same "invalid token". */
export type TokenRefusalCode =
  'token_malformed' | 'token_unknown' | 'token_expired' | 'token_revoked' | 'token_owner_disabled';

/** Why a token was not issued, or not revoked. */
export type TokenErrorCode =
  | 'token_name_invalid'
  | 'token_expiry_invalid'
  | 'token_scope_empty'
  | 'token_access_missing'
  | 'token_scope_not_held'
  | 'token_connector_unknown'
  | 'token_connector_repeated'
  | 'token_tool_not_allowed'
  | 'token_outlives_its_maker'
  | 'token_wider_than_its_maker'
  | 'token_maker_revoked'
  | 'token_already_revoked'
  | 'too_many_tokens';

const createAnother = 'Create a new token in the console, under Tokens, and put it into your client.';

/** The text is not a whole token: said without looking anything up. */
export function malformedToken(): TokenRefused {
  return new TokenRefused(
    'token_malformed',
    'This is not a complete Castellan token: its checksum does not match, so it was cut short or altered.',
    'Copy the whole token again, from cst_ to its last character, or create a new one.',
  );
}

/** No such token, or the secret is wrong: the two are not told apart. */
export function unknownToken(): TokenRefused {
  return new TokenRefused('token_unknown', 'This token is not known here.', createAnother);
}

export function expiredToken(expiresAt: Date, token: RefusedToken): TokenRefused {
  return new TokenRefused(
    'token_expired',
    `This token expired at ${expiresAt.toISOString()}.`,
    createAnother,
    token,
  );
}

export function revokedToken(token: RefusedToken): TokenRefused {
  return new TokenRefused(
    'token_revoked',
    'This token was revoked and cannot be used again.',
    createAnother,
    token,
  );
}

export function ownerDisabled(token: RefusedToken): TokenRefused {
  return new TokenRefused(
    'token_owner_disabled',
    'The member this token belongs to is disabled, so the token cannot be used.',
    'Ask an admin of your organization.',
    token,
  );
}

export function notHeld(scopes: readonly string[]): Refusal<TokenErrorCode> {
  return new Refusal(
    'token_scope_not_held',
    `You cannot put into a token what you do not hold yourself: ${scopes.join(', ')}.`,
    'Leave it out, or ask an owner or admin for the role it needs.',
    'apiScopes',
  );
}

export function accessMissing(): Refusal<TokenErrorCode> {
  return new Refusal(
    'token_access_missing',
    'This token names connectors, but not whether it may only read or also write.',
    'Choose read, or read and write.',
    'access',
  );
}

export function connectorUnknown(slug: string): Refusal<TokenErrorCode> {
  return new Refusal(
    'token_connector_unknown',
    `No connector ${slug} is published to you.`,
    'Choose among the connectors of your catalog.',
    'connectors',
  );
}

export function connectorRepeated(slug: string): Refusal<TokenErrorCode> {
  return new Refusal(
    'token_connector_repeated',
    `The connector ${slug} is named twice, so it is not clear which tools are meant.`,
    'Name each connector once, with all of its tools.',
    'connectors',
  );
}

export function toolNotAllowed(tool: string, slug: string): Refusal<TokenErrorCode> {
  return new Refusal(
    'token_tool_not_allowed',
    `The tool ${tool} of ${slug} is not allowed for you, so a token cannot include it.`,
    'Leave it out, or ask an admin to allow it.',
    'connectors',
  );
}

export function outlivesItsMaker(expiresAt: Date): Refusal<TokenErrorCode> {
  return new Refusal(
    'token_outlives_its_maker',
    `A token made with a token cannot outlive it; the one in use expires at ${expiresAt.toISOString()}.`,
    'Choose an earlier expiry, or create the token in the console.',
    'expiresAt',
  );
}

export function widerThanItsMaker(): Refusal<TokenErrorCode> {
  return new Refusal(
    'token_wider_than_its_maker',
    'A token made with a token cannot reach connectors or tools, or write, where the one in use cannot.',
    'Choose less, or create the token in the console.',
    'connectors',
  );
}

export function makerRevoked(): Refusal<TokenErrorCode> {
  return new Refusal(
    'token_maker_revoked',
    'The token in use was revoked, so no other can be made with it.',
    'Create the token in the console.',
  );
}

export function tooManyTokens(maximum: number): Refusal<TokenErrorCode> {
  return new Refusal(
    'too_many_tokens',
    `You have ${maximum} tokens that are still valid, and nobody may have more.`,
    'Revoke those that you do not use any more, under Tokens, then create this one.',
  );
}

export function alreadyRevoked(): Refusal<TokenErrorCode> {
  return new Refusal('token_already_revoked', 'This token was revoked already.', 'Nothing is needed.');
}
