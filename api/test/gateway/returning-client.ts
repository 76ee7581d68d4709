import { modern, send, type WireAnswer } from './wire.js';

export const form = {
  message: 'Who?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
};
export const everything = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };
export const accepted = { action: 'accept', content: { name: 'Ann' } };

/** What a test may want to be different about one request. */
export interface Rest {
  readonly as?: string;
  readonly capabilities?: object;
  readonly args?: object;
  readonly id?: number;
  readonly params?: object;
  readonly meta?: object;
}

/** A client of 2026-07-28 that can answer everything, and comes back to what it is asked. */
export class ReturningClient {
  constructor(
    private readonly url: () => string,
    private readonly token: () => string,
  ) {}

  request(
    name: string,
    { as = this.token(), capabilities = everything, args = {}, id = 1, ...rest }: Rest = {},
  ) {
    const _meta = { 'io.modelcontextprotocol/clientCapabilities': capabilities, ...rest.meta };
    return modern(as, 'tools/call', { name, arguments: args, _meta, ...rest.params }, id);
  }

  call(name: string, rest?: Rest): Promise<WireAnswer> {
    return send(this.url(), this.request(name, rest));
  }

  /** Comes back with the same answer to everything that was asked. */
  comeBack(name: string, asked: WireAnswer, rest: Rest = {}, response: unknown = accepted) {
    const params = { ...continuationOf(asked, response), ...rest.params };
    return this.call(name, { id: 2, ...rest, params });
  }
}

export function stateOf({ message }: WireAnswer): string {
  return String(message.result?.['requestState']);
}

export function questionsOf({ message }: WireAnswer): Record<string, { method: string; params?: object }> {
  return (message.result?.['inputRequests'] ?? {}) as Record<string, { method: string; params?: object }>;
}

export function saidBy({ message }: WireAnswer): string | undefined {
  return message.result?.content?.[0]?.text;
}

/** The parameters that continue a call. */
export function continuationOf(asked: WireAnswer, response: unknown = accepted): Record<string, unknown> {
  const inputResponses = Object.fromEntries(Object.keys(questionsOf(asked)).map((key) => [key, response]));
  return { requestState: stateOf(asked), inputResponses };
}
