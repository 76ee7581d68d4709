import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import {
  errorCodes,
  isFailure,
  type JsonRpcError,
  type JsonRpcResponse,
} from '../../platform/mcp/jsonrpc.js';
import {
  resultTypeOf,
  statusOfError,
  toLegacyResult,
  toModernError,
  toModernResult,
} from '../../platform/mcp/revisions/results.js';
import { canAnswer, inputRequestsOf } from '../../platform/mcp/revisions/questions.js';
import { McpUpstreamError } from '../../platform/mcp/upstream-error.js';
import { Log } from '../../platform/telemetry/log.js';
import { CannotGoOn } from '../pipeline/cannot-go-on.js';
import { serverInfoOf } from '../offerings/lists.js';
import { failureText, successText, toolRefusal } from '../pipeline/respond.js';
import type { AskedTurn } from '../pipeline/turn.js';
import { Tasks } from '../tasks/tasks.js';
import { RequestStates } from './request-state.js';
import { describeCut, describeNoRoom, isCutShort, roomRefusal } from './cut-short.js';
import { describeUpstreamFailure } from './upstream-failure.js';

/** What goes back to the client, and what is said of it in the audit trail. */
export interface Outcome {
  readonly text: string;
  readonly status: number;
  readonly outcome: 'success' | 'failure';
  readonly code?: string;
  readonly resultType?: string;
  readonly details?: Readonly<Record<string, string>>;
}

/** Turns what came of a relayed call into what the client hears. */
@Injectable()
export class Outcomes {
  constructor(
    private readonly states: RequestStates,
    private readonly tasks: Tasks,
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What the upstream answered, in the words of the client's era. */
  ofAnswer(turn: AskedTurn, response: JsonRpcResponse): Outcome {
    const { asked, resolved } = turn;
    const { request } = asked;
    if (isFailure(response)) return this.#errorOf(turn, response.error);
    const { result } = response;
    const resultType = resultTypeOf(result);
    const isComplete = resultType === 'complete';
    if (resultType === 'task' || asked.task) return this.#ofTask(turn, result, resultType);
    if (!isComplete) {
      const { name } = resolved.connector;
      if (resultType !== 'input_required') return this.#errorOf(turn, notPassedOn(name));
      if (asked.era === 'legacy') return this.#errorOf(turn, cannotBeAsked(name));
      const questions = inputRequestsOf(result)?.values();
      const isDeclared = questions?.every((question) => canAnswer(asked.clientCapabilities, question));
      if (!isDeclared) return this.#endedFor(turn, new CannotGoOn('question_undeclared', name));
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

  /** A call that became a task, or what a task has come to. */
  #ofTask(turn: AskedTurn, result: JsonObject, resultType: string): Outcome {
    const { asked, resolved } = turn;
    const { request, task } = asked;
    const isExpected = resultType === (task ? 'complete' : 'task');
    const about = task ? this.tasks.answered(task, result) : this.tasks.created(turn, result);
    if (!isExpected || !about) return this.#errorOf(turn, notPassedOn(resolved.connector.name));
    const translated = toModernResult(request.method, about.result, serverInfoOf(resolved));
    return {
      text: successText(request.id, JSON.stringify(translated)),
      status: 200,
      outcome: about.hasFailed ? 'failure' : 'success',
      ...(about.hasFailed ? { code: 'tool_error' } : {}),
      ...(task ? {} : { resultType }),
      details: about.details,
    };
  }

  #sealed(turn: AskedTurn, result: JsonObject): JsonObject {
    if (!Object.hasOwn(result, 'requestState')) return result;
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
        return era === 'modern' ? given : capabilityMissing(connectorName, given);
      case urlElicitationRequired:
        return era === 'legacy' ? given : openingMissing(connectorName);
      default:
        return era === 'modern' ? toModernError(given) : given;
    }
  }

  /** A call that the gateway ended itself. */
  #endedFor(turn: AskedTurn, { code, message }: CannotGoOn): Outcome {
    return this.#failed(turn, message, code);
  }

  /** No answer at all: what is said about it depends on who hears it. */
  ofFailure(turn: AskedTurn, error: unknown): Outcome {
    if (error instanceof CannotGoOn) return this.#endedFor(turn, error);
    if (isCutShort(turn, error)) return this.#failed(turn, describeCut(turn, error), 'stopping');
    const noRoom = roomRefusal(turn, error);
    if (noRoom) return this.#failed(turn, describeNoRoom(turn, noRoom), noRoom.code);
    const { resolved, arrival } = turn;
    const isKnown = error instanceof McpUpstreamError;
    const facts = { err: error, requestId: arrival.requestId, connectorId: resolved.connector.id };
    if (!isKnown) this.log.error(facts, 'a call could not be relayed');
    else if (error.code !== 'cancelled')
      this.log.info({ ...facts, code: error.code }, 'an upstream gave no answer');
    const message = isKnown
      ? describeUpstreamFailure(error, resolved.connector.name)
      : `The call could not be relayed because of a fault in Castellan. Tell your operator the request id ${arrival.requestId}.`;
    return this.#failed(turn, message, isKnown ? error.code : 'internal');
  }

  #failed({ asked, resolved }: AskedTurn, message: string, code: string): Outcome {
    const { request, era } = asked;
    // Among many connectors one that fails is for the model to work around; an error would end its turn.
    const isForModel = resolved.aggregated !== undefined && request.method === 'tools/call';
    const result = toolRefusal([message]);
    const translated =
      era === 'modern' ? toModernResult(request.method, result, serverInfoOf(resolved)) : result;
    return {
      text: isForModel
        ? successText(request.id, JSON.stringify(translated))
        : failureText(request.id, { code: errorCodes.internalError, message }),
      status: 200,
      outcome: 'failure',
      code,
    };
  }
}

const speaksOtherwise =
  'expects something else than when it was scanned. Ask an admin of your organization to scan it again.';

/** The upstream answered with something that its client has not said it understands. */
function notPassedOn(connectorName: string): JsonRpcError {
  return {
    code: errorCodes.internalError,
    message: `${connectorName} answered with a kind of result that this client has not said it understands, so it is not passed on. Tell an admin of your organization.`,
  };
}

/** The upstream ends the call with a question, and its older client is not to be asked on this request. */
function cannotBeAsked(connectorName: string): JsonRpcError {
  return {
    code: errorCodes.internalError,
    message: `${connectorName} needs to ask something before it can answer, and your client cannot be asked on this request. Use a client that accepts event streams.`,
  };
}

/** The upstream needs more of an older client, which has no code for that. */
function capabilityMissing(connectorName: string, { data }: JsonRpcError): JsonRpcError {
  const required = objectOf(data, 'requiredCapabilities');
  const known = ['elicitation', 'sampling', 'roots'].filter((name) => memberOf(required, name) !== undefined);
  const what = known.length === 0 ? 'something' : known.join(', ');
  return {
    code: errorCodes.internalError,
    message: `${connectorName} needs ${what} of your client, which it did not say it can do. Use a client that can.`,
  };
}

/** The upstream wants an address to be opened, by a client that did not say it opens any. */
function openingMissing(connectorName: string): JsonRpcError {
  return {
    code: errorCodes.missingClientCapability,
    message: `${connectorName} wants an address to be opened, and your client did not say it can do this. Use a client that can.`,
    data: { requiredCapabilities: { elicitation: { url: {} } } },
  };
}
