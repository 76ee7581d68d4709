import { Refusal } from '../kernel/refusal.js';

/** Why a presented token was not accepted. Recorded; on the wire they are all the same "invalid token". */
export type TokenRefusalCode =
  'token_malformed' | 'token_unknown' | 'token_expired' | 'token_revoked' | 'token_owner_disabled';

/** Why a token was not issued. */
export type TokenIssueCode =
  | 'token_name_invalid'
  | 'token_expiry_invalid'
  | 'token_scope_empty'
  | 'token_scope_not_held'
  | 'token_connector_unknown'
  | 'token_tool_not_allowed';

const createAnother = 'Create a new token in the console, under Tokens, and put it into your client.';

/** The text is not a whole token: said without looking anything up. */
export function malformedToken(): Refusal<TokenRefusalCode> {
  return new Refusal(
    'token_malformed',
    'This is not a complete Castellan token: its checksum does not match, so it was cut short or altered.',
    'Copy the whole token again, from cst_ to its last character, or create a new one.',
  );
}

/** No such token, or the secret is wrong: the two are not told apart. */
export function unknownToken(): Refusal<TokenRefusalCode> {
  return new Refusal('token_unknown', 'This token is not known here.', createAnother);
}

export function expiredToken(expiresAt: Date): Refusal<TokenRefusalCode> {
  return new Refusal('token_expired', `This token expired at ${expiresAt.toISOString()}.`, createAnother);
}

export function revokedToken(): Refusal<TokenRefusalCode> {
  return new Refusal('token_revoked', 'This token was revoked and cannot be used again.', createAnother);
}

export function ownerDisabled(): Refusal<TokenRefusalCode> {
  return new Refusal(
    'token_owner_disabled',
    'The member this token belongs to is disabled, so the token cannot be used.',
    'Ask an admin of your organization.',
  );
}
