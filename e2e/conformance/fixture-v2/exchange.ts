import { randomBytes } from 'node:crypto';
import {
  createRequestStateCodec,
  inputRequired,
  type InputRequiredResult,
  type JSONObject,
  type JSONValue,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Exchange, Questions } from '../offerings/offering.js';

/** Signs what has to survive between two rounds, and refuses it when somebody changed it. */
export const states = createRequestStateCodec<JSONValue>({
  key: randomBytes(32),
  bind: (context) => context.mcpReq.method,
});

/** Shows one request of the v2 SDK to a tool or a prompt. */
export function exchangeOf(server: Server, { mcpReq, http }: ServerContext, input: unknown): Exchange {
  const progressToken = mcpReq._meta?.progressToken;
  return {
    arguments: (input ?? {}) as JSONObject,
    answers: mcpReq.inputResponses ?? {},
    state: mcpReq.requestState<JSONValue>(),
    clientCapabilities: server.getClientCapabilities() ?? {},
    async progress(progress, total) {
      if (progressToken === undefined) return;
      await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total } });
    },
    log: (level, text) => mcpReq.log(level, text),
    dropStream: () => http?.closeSSE?.(),
  };
}

/** Turns questions into the result that asks them; towards an old client the SDK sends them as requests. */
export async function inputRequiredFor(
  { ask, state }: Questions,
  context: ServerContext,
): Promise<InputRequiredResult> {
  const requestState = state === undefined ? undefined : await states.mint(state, context);
  return inputRequired({ inputRequests: ask, ...(requestState && { requestState }) });
}
