interface Refused {
  readonly offering?: { readonly name: string };
  readonly target?: { readonly name?: string };
  readonly details?: Readonly<Record<string, unknown>>;
}

const quantities: Readonly<Record<string, string>> = {
  requestsPerMinute: 'limit of requests a minute reached',
  concurrentRequests: 'limit of requests at once reached',
  openStreams: 'limit of open streams reached',
  bytesPerMinute: 'limit of bytes a minute reached',
};

const sentences: Readonly<Record<string, string>> = {
  limit_reached: 'a limit was reached',
  arguments_invalid: 'its arguments do not fit',
  invalid_json: 'the message is not valid JSON',
  invalid_message: 'the message is not as the protocol has it',
  batch_refused: 'several messages in one request are not taken',
  body_too_large: 'the message is too large',
  session_missing: 'the request names no session',
  session_unknown: 'the session is not known or has ended',
  offering_unknown: 'there is nothing of this name for them',
  offering_ambiguous: 'several connectors offer this name',
  connector_down: 'the connector does not answer at the moment',
  connector_busy: 'the connector has too many calls under way',
  search_busy: 'the search could not be made at the moment',
  task_unknown: 'the task is not known',
  cursor_invalid: 'the place in the list is not known',
  state_invalid: 'the state of the call is not valid',
  too_much_held: 'too much was under way at once',
  too_many_sessions: 'too many sessions are open',
  id_in_use: 'a request with this id is under way',
  credential_unchecked: 'the token could not be checked',
  policy_unavailable: 'the policy could not be read',
  database_unavailable: 'the database did not do its part',
  protocol_violation: 'the message is not as the protocol has it',
  connector_unready: 'the connector cannot be used at the moment',
  stream_not_kept: 'nothing is kept of what it asks for',
  stopping: 'the gateway was restarting',
  internal: 'there is a fault in Castellan',
};

/** What refused a request beside the policy, in a few words. */
export function refusalWords(code: string, limit?: unknown): string {
  const quantity = code === 'limit_reached' && typeof limit === 'string' ? quantities[limit] : undefined;
  return (quantity ?? sentences[code] ?? code).replaceAll('_', ' ');
}

/** What was refused and why, in a sentence without its actor: the policy's own reason stands in the decision. */
export function refusalSummary({ offering, target, details }: Refused): string {
  const { code, limit, method, counted } = details ?? {};
  const name = offering?.name ?? target?.name;
  const times = typeof counted === 'number' ? ` ${counted === 1 ? 'once' : `${counted} times`} more` : '';
  const refused = `${name ? `Was refused ${name}` : 'Was refused'}${times}`;
  if (typeof code === 'string' && code !== 'policy_refused')
    return `${refused}: ${refusalWords(code, limit)}`;
  return name || typeof method !== 'string' ? refused : `${refused}: ${method}`;
}
