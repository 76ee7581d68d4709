import { Inject, Injectable } from '@nestjs/common';
import { memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import {
  errorCodes,
  failure,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '../../platform/mcp/jsonrpc.js';
import { metaKeys } from '../../platform/mcp/revisions/envelope.js';
import { relayedExtensions } from '../../platform/mcp/revisions/extensions.js';
import { isAboutRequest, isSevereEnough } from '../../platform/mcp/revisions/inbound.js';
import { legacyServerRequests } from '../../platform/mcp/revisions/revisions.js';
import { UpstreamClient } from '../../platform/mcp/upstream/upstream-client.js';
import type { UpstreamTarget } from '../../platform/mcp/upstream/target.js';
import type { Asked } from '../pipeline/classify.js';
import { UpstreamTargets } from './credential.js';
import { withTrace } from '../observation/trace-carrier.js';
import { withoutSecrets } from './held-secret.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import { Questions } from './questions.js';
import type { CallTrail } from '../pipeline/record.js';
import { Upstreams } from '../upstreams/upstreams.js';
import type { AskedTurn, ResolvedTurn } from '../pipeline/turn.js';

/** Whose upstream session a request uses: never one that another caller, or the same caller's other client, uses too. */
export function sessionKeyOf(turn: ResolvedTurn, session = turn.asked?.session): string {
  const owner = session ? `session/${session.id}` : `token/${turn.caller.tokenId}`;
  return `${owner}/${turn.resolved.connector.id}`;
}

/** Sends a call to its upstream and passes on what comes back before the answer. */
@Injectable()
export class Relay {
  readonly questions = new Questions();

  constructor(
    private readonly upstream: UpstreamClient,
    private readonly upstreams: Upstreams,
    private readonly targets: UpstreamTargets,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {}

  /** The upstream's answer, under the caller's own id. Fails with an `McpUpstreamError` when there is none. */
  async exchange(
    turn: AskedTurn,
    request: JsonRpcRequest,
    trail?: CallTrail,
    inputSchema?: JsonObject,
  ): Promise<JsonRpcResponse> {
    const { caller, resolved, asked, answer } = turn;
    const target = await this.targets.of(caller.context, resolved);
    const withdrawals: (() => void)[] = [];
    answer.keepAlive(this.limits.keepAliveMs);
    const trace = turn.trace.next();
    try {
      const response = await this.upstreams.exchange(turn, target, (verdict) => ({
        message: withTrace(
          verdict.era === 'modern' ? withLogLevel(request, asked) : request,
          trace,
          verdict.era,
        ),
        trace,
        sessionKey: sessionKeyOf(turn),
        clientCapabilities: capabilitiesFor(asked, verdict.era),
        maxBytes: this.limits.resultBytes,
        signal: turn.signal,
        inputSchema,
        onMessage: async (received) => {
          const message = withoutSecrets(received, target.headers);
          if (isRequest(message)) {
            const withdraw = await this.#ask(turn, target, message, trail);
            if (withdraw) withdrawals.push(withdraw);
          } else if (wants(asked, message)) {
            await trail?.started();
            await answer.send(message);
          }
        },
      }));
      return withoutSecrets(response, target.headers);
    } finally {
      for (const withdraw of withdrawals) withdraw();
    }
  }

  /** Ends what a client's session has open at these connectors. */
  async closeSession(sessionId: string, connectorIds: readonly string[]): Promise<void> {
    await Promise.all(connectorIds.map((id) => this.upstream.closeSession(`session/${sessionId}/${id}`)));
  }

  /** Passes an upstream's question to the client on the call's own stream, or answers that nobody can. */
  async #ask(
    turn: AskedTurn,
    target: UpstreamTarget,
    question: JsonRpcRequest,
    trail: CallTrail | undefined,
  ): Promise<(() => void) | undefined> {
    const { asked, answer, resolved } = turn;
    const { verdict } = resolved.served;
    const key = sessionKeyOf(turn);
    const reply = (response: JsonRpcResponse) => this.upstream.respond(target, verdict, response, key);
    if (!asked.session || !answer.canStream || !legacyServerRequests.has(question.method)) {
      await reply(
        failure(question.id, errorCodes.methodNotFound, 'The client of this call cannot be asked anything.'),
      );
      return undefined;
    }
    await trail?.started();
    const { id, withdraw } = this.questions.ask(asked.session.id, (response) => {
      // If the upstream does not hear the answer, its call ends by the time limit.
      reply({ ...response, id: question.id }).catch(() => undefined);
    });
    await answer.send({ ...question, id });
    return withdraw;
  }
}

/**
 * What the upstream is told that the client can do. Between two eras nothing: questions cannot be carried across, and
 * an upstream that knows this can do without, or say that it cannot.
 */
export function capabilitiesFor(
  asked: Pick<Asked, 'era' | 'clientCapabilities'>,
  upstreamEra: Asked['era'],
): JsonObject {
  if (asked.era !== upstreamEra) return {};
  const { extensions: _extensions, tasks: _tasks, ...capabilities } = asked.clientCapabilities;
  const extensions = relayedExtensions(asked.clientCapabilities, {
    client: asked.era,
    upstream: upstreamEra,
  });
  return extensions ? { ...capabilities, extensions } : capabilities;
}

/** A legacy client says once what it wants to hear; a modern upstream wants to be told each time. */
function withLogLevel(request: JsonRpcRequest, { era, logLevel }: Asked): JsonRpcRequest {
  if (era === 'modern' || logLevel === undefined) return request;
  const _meta = { ...objectOf(request.params, '_meta'), [metaKeys.logLevel]: logLevel };
  return { ...request, params: { ...request.params, _meta } };
}

function isRequest(message: JsonRpcNotification | JsonRpcRequest): message is JsonRpcRequest {
  return Object.hasOwn(message, 'id');
}

/** Whether a notification belongs to the call and the client asked for its kind. */
function wants({ era, logLevel }: Asked, notification: JsonRpcNotification): boolean {
  if (!isAboutRequest(notification)) return false;
  if (notification.method !== 'notifications/message') return true;
  // Modern clients hear nothing unless they ask; legacy ones hear what the server chooses until they ask.
  if (logLevel === undefined) return era === 'legacy';
  return isSevereEnough(memberOf(notification.params, 'level'), logLevel);
}
