import { Inject, Injectable } from '@nestjs/common';
import { canonicalHash } from '../../kernel/canonical-json.js';
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
import { isAboutRequest, isLogLevel, isSevereEnough } from '../../platform/mcp/revisions/inbound.js';
import { translatedCapabilities } from '../../platform/mcp/revisions/questions.js';
import type { EraVerdict, Exchange } from '../../platform/mcp/upstream/target.js';
import { UpstreamClient } from '../../platform/mcp/upstream/upstream-client.js';
import { Log } from '../../platform/telemetry/log.js';
import type { Asked } from '../pipeline/classify.js';
import { UpstreamTargets } from './credential.js';
import { withTrace } from '../observation/trace-carrier.js';
import { resultRulesOf } from '../../limits/result-rules.js';
import { inspectionOf } from '../results/inspection.js';
import { withoutSecrets } from './held-secret.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import type { CallTrail } from '../pipeline/record.js';
import { Upstreams, type Going } from '../upstreams/upstreams.js';
import { Replays } from '../streams/replays.js';
import type { AskedTurn, ResolvedTurn } from '../pipeline/turn.js';

/** Answers an upstream's question; the id is put in. */
export type Reply = (response: JsonRpcResponse) => Promise<void>;

/** Who leads a call in place of the request it was made by, which may end before the call does. */
export interface Dialogue {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** The request is on its way; until then it may have waited for others. */
  began(): void;
  notified(message: JsonRpcNotification): Promise<void>;
  /** `leave` lets another call take this one's place at the upstream: it waits for a person now. */
  asked(question: JsonRpcRequest, reply: Reply, leave: () => void): Promise<void>;
}

/** Whose upstream session a request uses: never one that another caller, or the same caller's other client, uses too. */
export function sessionKeyOf(
  turn: Pick<ResolvedTurn, 'asked' | 'caller' | 'resolved'>,
  session = turn.asked?.session,
): string {
  const { asked, caller, resolved } = turn;
  const { id } = resolved.connector;
  if (session || !asked) return session ? `session/${session.id}/${id}` : `token/${caller.tokenId}/${id}`;
  // An upstream session is opened with what its client can do, and a modern client says it with each request.
  const capabilities = canonicalHash(capabilitiesFor(asked, resolved.served.verdict.era));
  return `token/${caller.tokenId}/${id}/${capabilities}`;
}

/** Sends a call to its upstream and passes on what comes back before the answer. */
@Injectable()
export class Relay {
  constructor(
    private readonly upstream: UpstreamClient,
    private readonly upstreams: Upstreams,
    private readonly targets: UpstreamTargets,
    private readonly replays: Replays,
    private readonly log: Log,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {}

  /** The upstream's answer, under the caller's own id. Fails with an `McpUpstreamError` when there is none. */
  async exchange(
    turn: AskedTurn,
    request: JsonRpcRequest,
    trail?: CallTrail,
    inputSchema?: JsonObject,
    dialogue?: Dialogue,
  ): Promise<JsonRpcResponse> {
    const { caller, resolved, asked, answer } = turn;
    const target = await this.targets.of(caller.context, resolved);
    if (!dialogue) answer.keepAlive(this.limits.keepAliveMs);
    const trace = turn.trace.next();
    const rules = resultRulesOf(resolved.policy.limits, resolved.connector.id);
    const inspection = (turn.inspection ??= inspectionOf(rules));
    const isReturning = dialogue !== undefined && asked.era === 'modern';
    const exchangeFor = (verdict: EraVerdict, going: Going): Exchange => {
      // Modern servers keep no sessions, and to name one costs a hash.
      const sessionKey = verdict.era === 'modern' ? '' : sessionKeyOf(turn);
      return {
        message: withTrace(
          verdict.era === 'modern' ? withLogLevel(request, asked) : request,
          trace,
          verdict.era,
        ),
        trace,
        sessionKey,
        clientCapabilities: capabilitiesFor(asked, verdict.era),
        ...this.#loggingFor(asked),
        maxBytes: Math.min(this.limits.resultBytes, rules.maximumBytes),
        // A call that outlives its request has room of its own, once it is parked.
        ...(isReturning ? {} : { onBytes: turn.received }),
        signal: dialogue?.signal ?? turn.signal,
        ...(dialogue ? { timeoutMs: dialogue.timeoutMs } : {}),
        inputSchema,
        ...(isReturning ? {} : { onPolling: (retryMs) => this.replays.interrupt(turn, retryMs) }),
        onMessage: async (received) => {
          // What nobody is told is not searched, either.
          if (!isRequest(received) && !dialogue && !(trail && isWanted(asked, received))) return;
          const known = withoutSecrets(received, target.headers);
          const message = inspection ? await inspection.pass(known) : known;
          if (isRequest(message)) {
            const reply: Reply = (response) => {
              going.answered();
              return this.upstream.respond(target, verdict, { ...response, id: message.id }, sessionKey);
            };
            if (dialogue) return dialogue.asked(message, reply, () => going.leave());
            const why = 'The client of this call cannot be asked anything.';
            await reply(failure(message.id, errorCodes.methodNotFound, why));
          } else if (dialogue) {
            await dialogue.notified(message);
          } else if (trail) {
            // Where no beginning is recorded, nothing is passed on before the answer.
            await trail.started();
            await answer.send(message);
          }
        },
      };
    };
    const response = await this.upstreams.exchange(turn, target, (verdict, going) => {
      dialogue?.began();
      return exchangeFor(verdict, going);
    });
    const known = withoutSecrets(response, target.headers);
    return inspection ? inspection.finish(known, turn.decided?.definition) : known;
  }

  #loggingFor({ logLevel }: Asked): Pick<Exchange, 'logging'> {
    if (!isLogLevel(logLevel)) return {};
    const onUntold = (why: object) => this.log.info(why, 'an upstream could not be told a log level');
    return { logging: { level: logLevel, onUntold } };
  }

  /** Ends what a client's session has open at these connectors. */
  async closeSession(sessionId: string, connectorIds: readonly string[]): Promise<void> {
    await Promise.all(connectorIds.map((id) => this.upstream.closeSession(`session/${sessionId}/${id}`)));
  }
}

/** What the upstream is told that the client can do: as it was declared, or in the words of the other era. */
export function capabilitiesFor(
  asked: Pick<Asked, 'era' | 'clientCapabilities'>,
  upstreamEra: Asked['era'],
): JsonObject {
  if (asked.era !== upstreamEra) return translatedCapabilities(asked.clientCapabilities);
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
export function isWanted(
  { era, logLevel }: Pick<Asked, 'era' | 'logLevel'>,
  notification: JsonRpcNotification,
): boolean {
  if (!isAboutRequest(notification)) return false;
  if (notification.method !== 'notifications/message') return true;
  // Modern clients hear nothing unless they ask; legacy ones hear what the server chooses until they ask.
  if (logLevel === undefined) return era === 'legacy';
  return isSevereEnough(memberOf(notification.params, 'level'), logLevel);
}
