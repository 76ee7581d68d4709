import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import {
  errorCodes,
  isFailure,
  type JsonRpcResponse,
  type JsonRpcSuccess,
} from '../../platform/mcp/jsonrpc.js';
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
import type { AskedTurn } from '../pipeline/turn.js';
import { CannotGoOn } from '../pipeline/cannot-go-on.js';
import { objectionTo, type BridgedCall } from './bridged-call.js';
import { OnStream } from './on-stream.js';
import { OpenQuestions } from './open-questions.js';

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
    const refused = new Set<string>();
    try {
      let next = request;
      for (let round = 0; round < this.limits.roundsPerCall; round++) {
        const onStream = new OnStream(call, this.questions, this.limits, callMs);
        const response = await onStream.until((dialogue) =>
          this.relay.exchange(turn, next, trail, inputSchema, dialogue),
        );
        const asked = turn.resolved.served.verdict.era === 'modern' && askedIn(response);
        if (isForWant(response, refused)) throw new CannotGoOn('question_refused', name);
        if (!asked) return response;
        const questions = [...asked.questions.values()];
        if (questions.some(({ method }) => refused.has(capabilities[method] ?? ''))) {
          throw new CannotGoOn('question_refused', name);
        }
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
        const answers = await this.#ask(call, asked.questions, conversation.signal);
        const objection = await objectionTo(call);
        if (objection) throw new CannotGoOn(objection, name);
        const given = answers.flatMap(({ question, result }) => (result ? [[question, result]] : []));
        const inputResponses = Object.fromEntries(given) as JsonObject;
        for (const { refuses } of answers) if (refuses !== undefined) refused.add(refuses);
        withdraw(turn, refused);
        const { requestState } = asked.result;
        const state = requestState === undefined ? {} : { requestState };
        next = { ...request, params: { ...request.params, inputResponses, ...state } };
      }
      throw new CannotGoOn('too_many_rounds', name);
    } finally {
      conversation.end();
    }
  }

  /** Asks all of it on the call's own stream, and waits for every answer; what is open when it ends is taken back. */
  async #ask(
    { turn }: BridgedCall,
    questions: ReadonlyMap<string, Question>,
    conversation: AbortSignal,
  ): Promise<readonly Answered[]> {
    const patience = new Deadline(conversation, this.limits.answerMs);
    const open = new OpenQuestions(turn, this.questions);
    const waiting = [...questions].map(async ([name, question]): Promise<Answered> => {
      const answered = new Promise<JsonRpcResponse>((resolve) => {
        void open.ask({ jsonrpc: '2.0', ...questionFor('legacy', question, randomUUID) }, resolve);
      });
      return { question: name, ...answerFor(question, await untilAborted(answered, patience.signal)) };
    });
    try {
      return await Promise.all(waiting);
    } catch (error) {
      if (turn.signal.aborted) throw cancelled(error);
      if (!patience.signal.aborted) throw error;
      throw new CannotGoOn('answer_timeout', turn.resolved.connector.name);
    } finally {
      patience.end();
      open.takeBack();
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

/** What became of one question. */
interface Answered {
  /** Its name. */
  readonly question: string;
  readonly result?: JsonObject;
  /** The capability that the client has declared and does not want to use. */
  readonly refuses?: string;
}

const capabilities: Readonly<Record<string, string>> = {
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};

/** A client's answer as a modern upstream hears it, which has no word for an error but that a person gave up. */
function answerFor({ method }: Question, response: JsonRpcResponse): Omit<Answered, 'question'> {
  if (!isFailure(response)) return { result: response.result };
  const refuses = capabilities[method];
  return refuses === undefined ? { result: { action: 'cancel' } } : { refuses };
}

/**
 * From now on in this call, the client cannot do what it has refused: a modern request says what its client can do, and
 * that is the only way for the upstream to hear of a refusal. It may do without, or say that it cannot.
 */
function withdraw(turn: AskedTurn, refused: ReadonlySet<string>): void {
  if (refused.size === 0) return;
  const declared = Object.entries(turn.asked.clientCapabilities);
  const clientCapabilities = Object.fromEntries(declared.filter(([name]) => !refused.has(name)));
  turn.asked = { ...turn.asked, clientCapabilities };
}

/** Whether the upstream cannot do without what was refused. */
function isForWant(response: JsonRpcResponse, refused: ReadonlySet<string>): boolean {
  if (!isFailure(response) || response.error.code !== errorCodes.missingClientCapability) return false;
  const required = Object.keys(objectOf(response.error.data, 'requiredCapabilities') ?? {});
  return required.some((name) => refused.has(name));
}
