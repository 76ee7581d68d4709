import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { Log } from '../../platform/telemetry/log.js';
import { memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import {
  errorCodes,
  isFailure,
  type JsonRpcNotification,
  type JsonRpcResponse,
} from '../../platform/mcp/jsonrpc.js';
import { isLogLevel, negotiateLegacy } from '../../platform/mcp/revisions/inbound.js';
import { headerNames } from '../../platform/mcp/revisions/mirrored-headers.js';
import { Questions } from '../calls/questions.js';
import { fromProtocol, GatewayRefusal } from '../pipeline/gateway-refusal.js';
import { Admission } from '../limits/admission.js';
import type { Asked } from '../pipeline/classify.js';
import type { GatewaySession } from './gateway-session.js';
import { InFlight } from './in-flight.js';
import { LegacyClientSessions } from './legacy-sessions.js';
import { Relay } from '../calls/relay.js';
import { successText } from '../pipeline/respond.js';
import { isResolved, type AddressedTurn, type AdmittedTurn, type AskedTurn } from '../pipeline/turn.js';

/** What legacy clients say around their calls: the handshake, notifications, answers to questions, the goodbye. */
@Injectable()
export class Conversation {
  constructor(
    private readonly sessions: LegacyClientSessions,
    private readonly inFlight: InFlight,
    private readonly questions: Questions,
    private readonly relay: Relay,
    private readonly admission: Admission,
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Opens a session in the revision both sides speak. */
  async initialize(turn: AddressedTurn, introduce: (asked: Asked) => JsonObject): Promise<void> {
    const { asked, caller, resolved, answer, trail } = turn;
    const revision = negotiateLegacy(memberOf(asked.request.params, 'protocolVersion'));
    const handle = await this.sessions.open(caller, resolved?.connector.id ?? null, revision, {
      ...asked.client,
      capabilities: asked.clientCapabilities,
    });
    const result = introduce({ ...asked, revision });
    await trail.listed({ ...asked, revision });
    answer.end(successText(asked.request.id, JSON.stringify(result)), 200, { [headerNames.session]: handle });
  }

  /** Remembers which log messages the client wants, and tells a legacy upstream. */
  async setLogLevel(turn: AddressedTurn, session: GatewaySession): Promise<void> {
    const { asked, caller, answer } = turn;
    const { request } = asked;
    const verdict = turn.resolved?.served.verdict;
    if (verdict && !objectOf(verdict.capabilities, 'logging')) throw notOffered(request.method);
    const level = memberOf(request.params, 'level');
    if (!isLogLevel(level)) {
      throw new GatewayRefusal('arguments_invalid', 200, {
        code: errorCodes.invalidParams,
        message:
          'Invalid params: level must be one of debug, info, notice, warning, error, critical, alert, emergency.',
      });
    }
    if (isResolved(turn))
      this.admission.call(turn.stay, turn.resolved.policy, turn.resolved.connector, undefined);
    await this.sessions.setLogLevel(caller, session, level);
    if (isResolved(turn) && verdict?.era === 'legacy') await this.#tellUpstream(turn);
    await turn.trail.listed(asked, { level });
    answer.end(successText(request.id, '{}'));
  }

  /** A notification of a legacy session. Only a cancellation has an effect here. */
  async notified(
    { caller }: AdmittedTurn,
    session: GatewaySession,
    notification: JsonRpcNotification,
  ): Promise<void> {
    if (notification.method !== 'notifications/cancelled') return;
    await this.inFlight.cancelled(caller.context, session.id, memberOf(notification.params, 'requestId'));
  }

  /** The answer of a legacy client to a question of the upstream. */
  async answered(
    { caller }: AdmittedTurn,
    session: GatewaySession,
    response: JsonRpcResponse,
  ): Promise<void> {
    await this.questions.answered(caller.context, session.id, response);
  }

  /** Ends a session here and upstream. */
  async end({ caller, policy, answer }: AdmittedTurn, session: GatewaySession): Promise<void> {
    await this.sessions.end(caller, session);
    const { connectorId } = session;
    const used = connectorId === null ? [...policy.connectors.values()].map(({ id }) => id) : [connectorId];
    // The upstream forgets it sooner or later by itself.
    this.relay
      .closeSession(session.id, used)
      .catch((error: unknown) => this.log.info({ err: error }, 'an upstream session could not be ended'));
    answer.close(204);
  }

  /** An upstream that does not hear this only says more than is wanted; the gateway leaves that out itself. */
  async #tellUpstream(turn: AskedTurn): Promise<void> {
    try {
      const response = await this.relay.exchange(turn, turn.asked.request);
      if (isFailure(response))
        this.log.info({ code: response.error.code }, 'an upstream refused a log level');
    } catch (error) {
      this.log.info({ err: error }, 'an upstream could not be told a log level');
    }
  }
}

/** The answer for a method of the revision that the gateway does not relay for this connector. */
export function notOffered(method: string): GatewayRefusal {
  return fromProtocol({
    status: 200,
    error: { code: errorCodes.methodNotFound, message: `Method not found: ${method} is not offered here` },
  });
}
