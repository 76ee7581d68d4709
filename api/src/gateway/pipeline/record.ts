import { AuditUnavailable, type GatewayRecorder } from '../../audit/gateway-recorder.js';
import type { AuditEventDraft, AuditOutcome } from '../../kernel/audit-event.js';
import { refusalWords } from '../../audit/refusal-words.js';
import { canonicalHash } from '../../kernel/canonical-json.js';
import { memberOf } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcRequest } from '../../platform/mcp/jsonrpc.js';
import type { ExchangeTrace } from '../../platform/telemetry/traces.js';
import type { Decision } from '../../policies/policy.js';
import type { Caller } from './authenticate.js';
import type { Asked } from './classify.js';
import type { Decided } from './decide.js';
import { refuseForNow } from './gateway-refusal.js';
import type { Resolved } from './resolve.js';
import { taskHash } from '../tasks/task-handles.js';

type Details = NonNullable<AuditEventDraft['details']>;

/** Writes what the gateway does into the audit trail. Nothing leaves before what is said here is durable. */
export class Trail {
  constructor(
    private readonly recorder: GatewayRecorder,
    private readonly caller: Caller,
    private readonly trace: ExchangeTrace,
    private readonly resolved?: Partial<Resolved>,
  ) {}

  /** The same trail, where more is known of what the request is about. */
  about(resolved: Partial<Resolved>): Trail {
    return new Trail(this.recorder, this.caller, this.trace, resolved);
  }

  listed(asked: Asked, details: Details = {}): Promise<void> {
    return this.write({
      type: 'gateway.listed',
      outcome: 'success',
      details: { ...this.#facts(asked), policyVersion: this.resolved?.policy?.version ?? null, ...details },
    });
  }

  /** A request that was refused, with the decision: the policy's, or where the policy allows it, what refused it. */
  refused(
    code: string,
    method: string,
    asked?: Asked,
    decided?: Decided,
    details: Details = {},
  ): Promise<void> {
    const isAllowed = decided?.decision.effect === 'allow';
    return this.write({
      type: 'gateway.refused',
      outcome: 'denied',
      ...this.#about(isAllowed ? refusedAllTheSame(decided, code, details) : decided),
      details: {
        code,
        ...(isAllowed ? { allowedBy: decided.decision.rule } : {}),
        ...(asked ? this.#facts(asked) : { method: method.slice(0, 128) }),
        ...details,
      },
    });
  }

  /** Further refusals at a limit, of which the first is recorded already. */
  refusedAgain(details: Details): Promise<void> {
    return this.write({
      type: 'gateway.refused',
      outcome: 'denied',
      details: { code: 'limit_reached', ...details },
    });
  }

  /** A stream, from its opening to its end, of which `live` tells the rest; one that fails is closed, too. */
  async stream(about: Details, live: () => Promise<Details>): Promise<void> {
    await this.write({ type: 'gateway.stream_opened', outcome: 'success', details: about });
    let outcome: AuditOutcome = 'failure';
    let ended: Details = { reason: 'failed' };
    try {
      ended = await live();
      outcome = 'success';
    } finally {
      await this.write({ type: 'gateway.stream_closed', outcome, details: { ...about, ...ended } });
    }
  }

  /** A resource whose updates are told from now on, or not any more. */
  subscription(
    type: 'gateway.subscribed' | 'gateway.unsubscribed',
    decided: Decided,
    details: Details = {},
    outcome: AuditOutcome = 'success',
  ): Promise<void> {
    return this.write({ type, outcome, ...this.#about(decided), details });
  }

  call(asked: Asked, decided: Decided): CallTrail {
    return new CallTrail(
      (type, outcome, details) =>
        this.write({
          type,
          outcome,
          ...this.#about(decided),
          details: { ...this.#facts(asked), ...details },
        }),
      asked.request,
    );
  }

  async write(draft: AuditEventDraft): Promise<void> {
    const { connector } = this.resolved ?? {};
    const aboutConnector = connector && {
      connectorId: connector.id,
      target: { kind: 'connector', id: connector.id, name: connector.name } as const,
    };
    try {
      await this.recorder.record(this.caller.context, {
        ...aboutConnector,
        ...draft,
        traceId: this.trace.traceId,
      });
    } catch (error) {
      if (error instanceof AuditUnavailable) throw auditUnavailable();
      throw error;
    }
  }

  #about(
    decided: Pick<Decided, 'question' | 'decision'> | undefined,
  ): Pick<AuditEventDraft, 'offering' | 'decision'> {
    if (!decided) return {};
    const { question, decision } = decided;
    // Names come from clients and may be as long as a body.
    return {
      offering: { kind: question.kind, name: question.name.slice(0, 512) },
      decision: recorded(decision),
    };
  }

  #facts({ request, era, revision, client, session, task }: Asked): Details {
    const { served } = this.resolved ?? {};
    return {
      method: request.method.slice(0, 128),
      era,
      revision,
      clientName: client.name ?? null,
      clientVersion: client.version ?? null,
      ...(session ? { gatewaySessionId: session.id } : {}),
      ...(task ? { taskHash: taskHash(task) } : {}),
      ...(served
        ? {
            upstreamIdentity: served.authentication,
            upstreamEra: served.verdict.era,
            upstreamRevision: served.verdict.revision,
          }
        : {}),
    };
  }
}

/** The events of one call: perhaps its beginning, and always its outcome. */
export class CallTrail {
  readonly #began = performance.now();
  readonly #hash: string;
  #start: Promise<void> | undefined;

  constructor(
    private readonly write: (
      type: 'gateway.call_started' | 'gateway.called',
      outcome: AuditOutcome,
      details: Details,
    ) => Promise<void>,
    request: JsonRpcRequest,
  ) {
    this.#hash = argumentsHash(request);
  }

  get hasStarted(): boolean {
    return this.#start !== undefined;
  }

  /** Resolves when it is durable that the call was begun. Written once, however often it is asked for. */
  started(): Promise<void> {
    this.#start ??= this.write('gateway.call_started', 'success', { argumentsHash: this.#hash });
    return this.#start;
  }

  /** Resolves when the outcome is durable. */
  finished(outcome: AuditOutcome, details: Details): Promise<void> {
    return this.write('gateway.called', outcome, {
      argumentsHash: this.#hash,
      durationMs: Math.round((performance.now() - this.#began) * 1000) / 1000,
      ...details,
    });
  }
}

/** A hash says whether two calls had the same arguments, and nothing of what they were. */
export function argumentsHash({ method, params }: JsonRpcRequest): string {
  switch (method) {
    case 'tools/call':
    case 'prompts/get':
      return canonicalHash(memberOf(params, 'arguments') ?? {});
    case 'completion/complete':
      return canonicalHash(memberOf(params, 'argument') ?? {});
    case 'tasks/update':
      return canonicalHash(memberOf(params, 'inputResponses') ?? {});
    default:
      return canonicalHash({ uri: memberOf(params, 'uri') ?? null });
  }
}

export function auditUnavailable() {
  return refuseForNow(
    'audit_unavailable',
    503,
    'The audit trail cannot be written at the moment, and nothing is done or answered without it. Try again in a few seconds; if it stays, tell your operator.',
  );
}

/** What the policy allows, and something else refused. */
function refusedAllTheSame(
  decided: Decided,
  code: string,
  { limit }: Details,
): Pick<Decided, 'question' | 'decision'> {
  const decision = {
    ...decided.decision,
    effect: 'deny' as const,
    rule: `Gateway: ${code.replaceAll('_', ' ')}.`,
    reason: `The policy allows this. It was refused all the same: ${refusalWords(code, limit)}.`,
  };
  return { question: decided.question, decision };
}

function recorded({
  effect,
  rule,
  reason,
  policyVersion,
  contractHash,
}: Decision): AuditEventDraft['decision'] {
  return { effect, rule, reason, policyVersion, ...(contractHash === undefined ? {} : { contractHash }) };
}
