import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { memberOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import {
  errorCodes,
  isFailure,
  type JsonRpcError,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '../../platform/mcp/jsonrpc.js';
import { checkMirroredHeaders } from '../../platform/mcp/revisions/mirrored-headers.js';
import {
  resultTypeOf,
  statusOfError,
  toLegacyResult,
  toModernError,
  toModernResult,
} from '../../platform/mcp/revisions/results.js';
import { McpUpstreamError } from '../../platform/mcp/upstream-error.js';
import { Keyring } from '../../platform/crypto/keyring.js';
import { Log } from '../../platform/telemetry/log.js';
import { decideOn, isVisible, notThere, type Decided } from '../pipeline/decide.js';
import { fromProtocol, GatewayRefusal, refuseForNow } from '../pipeline/gateway-refusal.js';
import { InFlight } from '../sessions/in-flight.js';
import { serverInfoOf } from '../offerings/lists.js';
import type { CallTrail } from '../pipeline/record.js';
import { Relay } from './relay.js';
import { RequestStates, stateInvalid } from './request-state.js';
import { failureText, successText, toolRefusal } from '../pipeline/respond.js';
import type { AskedTurn } from '../pipeline/turn.js';
import { describeUpstreamFailure } from './upstream-failure.js';

/** What goes back to the client, and what is said of it in the audit trail. */
interface Outcome {
  readonly text: string;
  readonly status: number;
  readonly outcome: 'success' | 'failure';
  readonly code?: string;
  readonly resultType?: string;
}

/** Requests that reach the upstream: each is decided, validated, recorded, relayed, recorded again and answered. */
@Injectable()
export class Calls {
  readonly inFlight = new InFlight();
  private readonly states: RequestStates;

  constructor(
    private readonly relay: Relay,
    private readonly log: Log,
    keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.states = new RequestStates(keyring);
  }

  async handle(turn: AskedTurn): Promise<void> {
    const { resolved, caller, asked } = turn;
    const decided = decideOn(resolved, caller, asked, this.clock.now());
    turn.decided = decided;
    if (!decided.definition) return this.#refuse(turn, decided);
    if (asked.era === 'modern') {
      const { inputSchema } = decided.definition;
      const mismatch = inputSchema && checkMirroredHeaders(turn.arrival.headers, asked.request, inputSchema);
      if (mismatch) throw fromProtocol(mismatch);
    }
    const problem = problemWithArguments(asked.request, decided);
    if (problem !== undefined) return this.#refuseArguments(turn, problem);
    const { session, request } = asked;
    const end = session && this.inFlight.begin(session.id, request.id, turn.cancel);
    try {
      await this.#perform(turn, decided);
    } finally {
      end?.();
    }
  }

  async #perform(turn: AskedTurn, decided: Decided): Promise<void> {
    const { asked, answer, resolved } = turn;
    const request = this.#forwarded(turn);
    const trail = turn.trail.call(asked, decided);
    // Before an upstream may change anything, it is on record that it was told to.
    if (decided.offering?.classification !== 'read') await trail.started();
    let outcome: Outcome;
    try {
      const response = await this.relay.exchange(turn, request, trail, decided.definition?.inputSchema);
      outcome = this.#outcomeOf(turn, response);
    } catch (error) {
      if (error instanceof GatewayRefusal) throw error;
      outcome = this.#failureOf(turn, error);
    }
    const { text, status, outcome: ended, code, resultType } = outcome;
    const details = {
      resultBytes: Buffer.byteLength(text),
      ...(code === undefined ? {} : { code }),
      ...(resultType === undefined ? {} : { resultType }),
    };
    await this.#finish(trail, ended, details, resolved.connector.name);
    // A cancelled request gets no response; there is only the stream to end.
    if (code === 'cancelled' && asked.era === 'legacy' && answer.canStream) {
      answer.open();
      answer.close(200);
    } else answer.end(text, status);
  }

  async #finish(
    trail: CallTrail,
    outcome: 'success' | 'failure',
    details: Record<string, string | number>,
    connectorName: string,
  ): Promise<void> {
    try {
      await trail.finished(outcome, details);
    } catch (error) {
      if (!(error instanceof GatewayRefusal) || !trail.hasStarted) throw error;
      throw refuseForNow(
        'audit_unavailable',
        503,
        `The call reached ${connectorName}, but its outcome could not be recorded, so it is withheld. Look at what the call changed before you repeat it.`,
      );
    }
  }

  /** What the client sent, with the upstream's own state put back in where a call is continued. */
  #forwarded(turn: AskedTurn): JsonRpcRequest {
    const { request, era } = turn.asked;
    const state = memberOf(request.params, 'requestState');
    const isContinued = state !== undefined;
    const asksForTask = memberOf(request.params, 'task') !== undefined;
    if (!isContinued && !asksForTask) return request;
    // Tasks are not offered here; a result that nobody could fetch would be lost.
    const { task: _task, ...params } = request.params ?? {};
    if (!isContinued) return { ...request, params };
    // Only what was sealed here is passed on: an older client was never given any, and a state is always a text.
    if (era === 'legacy' || typeof state !== 'string') throw stateInvalid();
    const { connector } = turn.resolved;
    const requestState = this.states.open(state, turn.caller, connector.id, request, this.clock.now());
    return { ...request, params: { ...params, requestState } };
  }

  #outcomeOf(turn: AskedTurn, response: JsonRpcResponse): Outcome {
    const { asked, resolved } = turn;
    const { request } = asked;
    if (isFailure(response)) return this.#errorOf(turn, response.error);
    const { result } = response;
    const resultType = resultTypeOf(result);
    const isComplete = resultType === 'complete';
    if (!isComplete && (resultType !== 'input_required' || asked.era === 'legacy')) {
      return this.#errorOf(turn, cannotBeAnswered(resolved.connector.name, asked.era));
    }
    const translated =
      asked.era === 'modern'
        ? toModernResult(request.method, this.#sealed(turn, result), serverInfoOf(resolved))
        : toLegacyResult(request.method, result);
    const hasFailed = request.method === 'tools/call' && result['isError'] === true;
    return {
      text: successText(request.id, JSON.stringify(translated)),
      status: 200,
      outcome: hasFailed ? 'failure' : 'success',
      ...(hasFailed ? { code: 'tool_error' } : {}),
      ...(isComplete ? {} : { resultType }),
    };
  }

  #sealed(turn: AskedTurn, result: JsonObject): JsonObject {
    const { requestState: state, ...stateless } = result;
    // A state that is no text cannot be sealed, and so not be kept from other members.
    if (typeof state !== 'string') return stateless;
    const { caller, resolved, asked } = turn;
    const requestState = this.states.seal(
      state,
      caller,
      resolved.connector.id,
      asked.request,
      this.clock.now(),
    );
    return { ...result, requestState };
  }

  /** An error of the upstream's own, in the words of the client's era. */
  #errorOf({ asked, resolved }: AskedTurn, given: JsonRpcError): Outcome {
    const error = this.#translated(given, asked.era, resolved.connector.name);
    return {
      text: failureText(asked.request.id, error),
      status: asked.era === 'modern' ? statusOfError(error.code) : 200,
      outcome: 'failure',
      code: `error_${given.code}`,
    };
  }

  #translated(given: JsonRpcError, era: 'modern' | 'legacy', connectorName: string): JsonRpcError {
    const { headerMismatch, unsupportedProtocolVersion, missingClientCapability, urlElicitationRequired } =
      errorCodes;
    switch (given.code) {
      case headerMismatch:
      case unsupportedProtocolVersion:
        // About the gateway's own request; the client would take it for a word about its.
        return { code: errorCodes.internalError, message: `${connectorName} ${speaksOtherwise}` };
      case missingClientCapability:
        return era === 'modern' ? given : cannotBeAnswered(connectorName, era);
      case urlElicitationRequired:
        return era === 'legacy' ? given : cannotBeAnswered(connectorName, era);
      default:
        return era === 'modern' ? toModernError(given) : given;
    }
  }

  /** No answer at all: what is said about it depends on who hears it. */
  #failureOf({ asked, resolved, arrival }: AskedTurn, error: unknown): Outcome {
    const isKnown = error instanceof McpUpstreamError;
    const facts = { err: error, requestId: arrival.requestId, connectorId: resolved.connector.id };
    if (!isKnown) this.log.error(facts, 'a call could not be relayed');
    else if (error.code !== 'cancelled')
      this.log.info({ ...facts, code: error.code }, 'an upstream gave no answer');
    const message = isKnown
      ? describeUpstreamFailure(error, resolved.connector.name)
      : `The call could not be relayed because of a fault in Castellan. Tell your operator the request id ${arrival.requestId}.`;
    return {
      text: failureText(asked.request.id, { code: errorCodes.internalError, message }),
      status: 200,
      outcome: 'failure',
      code: isKnown ? error.code : 'internal',
    };
  }

  /** What the policy refuses: said with its reason to whoever may know of the thing, else as for what does not exist. */
  async #refuse(turn: AskedTurn, decided: Decided): Promise<void> {
    const { asked, answer, trail } = turn;
    const { decision, question } = decided;
    if (!isVisible(decided) || decision.effect === 'allow') {
      throw new GatewayRefusal('offering_unknown', 200, notThere(question, asked.era));
    }
    const sentences = [decision.reason, decision.nextStep];
    if (asked.request.method !== 'tools/call') {
      throw new GatewayRefusal('policy_refused', 200, {
        code: errorCodes.serverError,
        message: sentences.join(' '),
      });
    }
    await trail.refused('policy_refused', asked.request.method, asked, decided);
    answer.end(this.#toolAnswer(turn, toolRefusal(sentences)));
  }

  async #refuseArguments(turn: AskedTurn, problem: string): Promise<void> {
    const { asked, decided, answer, trail } = turn;
    await trail.refused('arguments_invalid', asked.request.method, asked, decided);
    const sentences = [
      'The call was not made: its arguments do not fit the approved definition of the tool.',
      `${problem}.`,
      'Correct them and call again.',
    ];
    answer.end(this.#toolAnswer(turn, toolRefusal(sentences)));
  }

  #toolAnswer({ asked, resolved }: AskedTurn, result: JsonObject): string {
    const { request, era } = asked;
    const translated =
      era === 'modern' ? toModernResult(request.method, result, serverInfoOf(resolved)) : result;
    return successText(request.id, JSON.stringify(translated));
  }
}

/** Whether a tool's arguments fit what was approved. Nothing else has a schema to be held against. */
function problemWithArguments(
  { method, params }: JsonRpcRequest,
  { definition }: Decided,
): string | undefined {
  if (method !== 'tools/call') return undefined;
  return definition?.problemWith(memberOf(params, 'arguments') ?? {})?.replace(/\.$/, '');
}

const speaksOtherwise =
  'expects something else than when it was scanned. Ask an admin of your organization to scan it again.';

/** The upstream wants to ask something in the middle of the call, in a way that this client's revision has not. */
function cannotBeAnswered(connectorName: string, era: 'modern' | 'legacy'): JsonRpcError {
  const other = era === 'modern' ? '2025-11-25' : '2026-07-28';
  return {
    code: errorCodes.internalError,
    message: `${connectorName} needs to ask something before it can answer, and cannot ask a client of this protocol revision. Use a client that speaks ${other}.`,
  };
}
