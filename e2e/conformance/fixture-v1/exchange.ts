import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  type CreateMessageRequest,
  CreateMessageResultSchema,
  ElicitResultSchema,
  ListRootsResultSchema,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import type { InputRequest } from '@modelcontextprotocol/server';
import { type Exchange, isQuestions, type Questions } from '../offerings/offering.js';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Runs a tool or a prompt, and puts its questions to the client as requests until there is a result. */
export async function converse<Result extends object>(
  server: Server,
  extra: Extra,
  input: Record<string, unknown> | undefined,
  run: (exchange: Exchange) => Promise<Result | Questions> | Result | Questions,
): Promise<Result> {
  let round: Pick<Exchange, 'answers' | 'state'> = { answers: {}, state: undefined };
  for (;;) {
    const outcome = await run({ ...exchangeOf(server, extra, input), ...round });
    if (!isQuestions(outcome)) return outcome;
    round = { answers: await answersTo(outcome, extra), state: outcome.state };
  }
}

async function answersTo({ ask }: Questions, extra: Extra): Promise<Exchange['answers']> {
  // Asked together, so that a client of the newer revision can be asked together as well.
  const answered = Object.entries(ask).map(async ([key, request]) => [key, await answerTo(request, extra)]);
  return Object.fromEntries(await Promise.all(answered)) as Exchange['answers'];
}

function answerTo(request: InputRequest, extra: Extra): Promise<unknown> {
  switch (request.method) {
    case 'elicitation/create':
      return extra.sendRequest(request, ElicitResultSchema);
    case 'sampling/createMessage':
      return extra.sendRequest(
        { method: request.method, params: request.params as CreateMessageRequest['params'] },
        CreateMessageResultSchema,
      );
    case 'roots/list':
      return extra.sendRequest(request, ListRootsResultSchema);
  }
}

function exchangeOf(server: Server, extra: Extra, input: Record<string, unknown> | undefined) {
  const progressToken = extra._meta?.progressToken;
  return {
    arguments: (input ?? {}) as Exchange['arguments'],
    clientCapabilities: (server.getClientCapabilities() ?? {}) as Exchange['clientCapabilities'],
    async progress(progress, total) {
      if (progressToken === undefined) return;
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total },
      });
    },
    log: (level, data) =>
      extra.sendNotification({ method: 'notifications/message', params: { level, data } }),
    dropStream: () => extra.closeSSEStream?.(),
  } satisfies Omit<Exchange, 'answers' | 'state'>;
}
