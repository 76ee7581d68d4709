import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import { isFailure, type JsonRpcResponse, type JsonRpcSuccess } from '../../platform/mcp/jsonrpc.js';
import {
  addressesWanted,
  canAnswer,
  inputRequestsOf,
  questionFor,
  type Question,
} from '../../platform/mcp/revisions/questions.js';
import { resultTypeOf } from '../../platform/mcp/revisions/results.js';
import { Deadline, untilAborted } from '../../platform/mcp/upstream/deadline.js';
import { cancelled } from '../../platform/mcp/upstream-error.js';
import { Questions } from '../calls/questions.js';
import { Relay } from '../calls/relay.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import { Upstreams } from '../upstreams/upstreams.js';
import { CannotGoOn } from './cannot-go-on.js';
import type { BridgedCall } from './bridged-call.js';
import { OnStream } from './on-stream.js';

/**
 * Calls of older clients, which are asked on the stream of their one call, whatever way their upstream asks.
 *
 * A modern upstream asks by ending the call, and wants it made again with the answers. Its client knows nothing of that.
 */
@Injectable()
export class Rounds {
  constructor(
    private readonly relay: Relay,
    private readonly upstreams: Upstreams,
    private readonly questions: Questions,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {}

  async exchange(call: BridgedCall): Promise<JsonRpcResponse> {
    const { turn, request, trail, inputSchema } = call;
    const { name } = turn.resolved.connector;
    const callMs = this.upstreams.callMsOf(turn.resolved);
    turn.answer.keepAlive(this.limits.keepAliveMs);
    const conversation = new Deadline(turn.signal, this.limits.conversationMs);
    try {
      let next = request;
      for (let round = 0; round < this.limits.roundsPerCall; round++) {
        const onStream = new OnStream(call, this.questions, this.limits, callMs);
        const response = await onStream.until((dialogue) =>
          this.relay.exchange(turn, next, trail, inputSchema, dialogue),
        );
        const asked = turn.resolved.served.verdict.era === 'modern' && askedIn(response);
        if (!asked) return response;
        const questions = [...asked.questions.values()];
        const { clientCapabilities } = turn.asked;
        if (!questions.every((question) => canAnswer(clientCapabilities, question))) {
          throw new CannotGoOn('question_undeclared', name);
        }
        if (questions.length > this.limits.questionsAtOnce) throw new CannotGoOn('too_many_rounds', name);
        if (!turn.answer.canStream || !turn.asked.session) {
          const error = addressesWanted(questions, randomUUID);
          return error ? { jsonrpc: '2.0', id: request.id, error } : response;
        }
        await trail.started();
        const inputResponses = await this.#ask(call, asked.questions, conversation.signal);
        if (!(await call.isStillAllowed())) throw new CannotGoOn('not_allowed_any_more', name);
        const { requestState } = asked.result;
        const state = requestState === undefined ? {} : { requestState };
        next = { ...request, params: { ...request.params, inputResponses, ...state } };
      }
      throw new CannotGoOn('too_many_rounds', name);
    } finally {
      conversation.end();
    }
  }

  /** Asks all of it on the call's own stream, and waits for every answer. */
  async #ask(
    { turn }: BridgedCall,
    questions: ReadonlyMap<string, Question>,
    conversation: AbortSignal,
  ): Promise<JsonObject> {
    const { asked, answer, caller, resolved } = turn;
    const patience = new Deadline(conversation, this.limits.answerMs);
    const withdrawals: (() => void)[] = [];
    const waiting = [...questions].map(async ([name, question]) => {
      const { method, params } = questionFor('legacy', question, randomUUID);
      const answered = new Promise<JsonRpcResponse>((resolve) => {
        const { id, withdraw } = this.questions.ask(caller.context, asked.session?.id ?? '', resolve);
        withdrawals.push(withdraw);
        void answer.send({ jsonrpc: '2.0', id, method, ...(params ? { params } : {}) });
      });
      const response = await untilAborted(answered, patience.signal);
      return [name, resultFor(question, response, resolved.connector.name)] as const;
    });
    try {
      return Object.fromEntries(await Promise.all(waiting));
    } catch (error) {
      if (turn.signal.aborted) throw cancelled(error);
      if (!patience.signal.aborted) throw error;
      throw new CannotGoOn('answer_timeout', resolved.connector.name);
    } finally {
      patience.end();
      for (const withdraw of withdrawals) withdraw();
    }
  }
}

function askedIn(
  response: JsonRpcResponse,
): { readonly result: JsonObject; readonly questions: ReadonlyMap<string, Question> } | undefined {
  if (isFailure(response)) return undefined;
  const { result }: JsonRpcSuccess = response;
  const questions = resultTypeOf(result) === 'input_required' ? inputRequestsOf(result) : undefined;
  return questions && { result, questions };
}

/** A client's answer as a modern upstream hears it, which has no word for an error but that a person gave up. */
function resultFor({ method }: Question, response: JsonRpcResponse, connectorName: string): JsonObject {
  if (!isFailure(response)) return response.result;
  if (method === 'elicitation/create') return { action: 'cancel' };
  throw new CannotGoOn('question_refused', connectorName);
}
