import type { ExchangeOutcome, GatewayExchangeFacts } from '../../platform/telemetry/exchange-facts.js';
import type { Turn } from '../pipeline/turn.js';

const knownMethods: ReadonlySet<string> = new Set([
  'completion/complete',
  'goodbye',
  'initialize',
  'logging/setLevel',
  'notifications/cancelled',
  'notifications/initialized',
  'ping',
  'prompts/get',
  'prompts/list',
  'resources/list',
  'resources/read',
  'resources/subscribe',
  'resources/templates/list',
  'resources/unsubscribe',
  'server/discover',
  'stream',
  'subscriptions/listen',
  'tasks/cancel',
  'tasks/get',
  'tasks/update',
  'tools/call',
  'tools/list',
]);

/** What may be said of an exchange to operators, drawn together from all that its steps found out. */
export function factsOf(turn: Turn): GatewayExchangeFacts {
  const { arrival, caller, policy, resolved, asked, decided, refusal, outcome, timeline, answer } = turn;
  const { offering, decision } = decided ?? {};
  const verdict = resolved?.served.verdict;
  const code = refusal?.code ?? outcome?.code;
  return {
    requestId: arrival.requestId,
    traceId: turn.trace.traceId,
    ...(caller
      ? {
          organizationId: caller.context.organizationId,
          memberId: caller.principal.memberId,
          tokenId: caller.tokenId,
        }
      : {}),
    ...(policy ? { organization: arrival.organizationSlug, policyVersion: policy.version } : {}),
    ...(resolved
      ? {
          connectorId: resolved.connector.id,
          connector: resolved.connector.slug,
        }
      : {}),
    // A name from outside could be anything, and each would be a time series.
    method: knownMethods.has(turn.method) ? turn.method : 'other',
    ...(offering ? { offeringKind: decided?.question.kind, offering: decided?.question.name } : {}),
    ...(decision ? { effect: decision.effect, rule: decision.rule } : {}),
    outcome: outcomeOf(turn),
    ...(code === undefined ? {} : { code }),
    status: answer.status,
    ...(asked ? { era: asked.era, revision: asked.revision } : {}),
    ...(verdict ? { upstreamEra: verdict.era, upstreamRevision: verdict.revision } : {}),
    requestBytes: turn.requestBytes,
    answerBytes: answer.bytes,
    durationMs: rounded(timeline.duration),
    steps: roundedEach(timeline.durations()),
  };
}

function outcomeOf({ refusal, outcome, decided }: Turn): ExchangeOutcome {
  if (refusal) return refusal.code === 'internal' ? 'failed' : 'refused';
  if (outcome) return outcome.outcome === 'failure' ? 'failed' : 'answered';
  return decided && !decided.definition ? 'refused' : 'answered';
}

function roundedEach<Key extends string>(
  durations: Partial<Record<Key, number>>,
): Partial<Record<Key, number>> {
  const all: Partial<Record<Key, number>> = {};
  for (const key in durations) all[key] = rounded(durations[key] ?? 0);
  return all;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
