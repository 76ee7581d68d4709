import type { ExchangeOutcome, GatewayExchangeFacts } from '../../platform/telemetry/exchange-facts.js';
import { rounded } from '../../platform/telemetry/timeline.js';
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

/**
 * What may be said of an exchange to operators, drawn together from all that its steps found out. What is not known is
 * there as undefined: every exchange has facts of the same shape, and JSON leaves those out.
 */
export function factsOf(turn: Turn): GatewayExchangeFacts {
  const { arrival, caller, policy, resolved, asked, decided, refusal, outcome, timeline, answer } = turn;
  const { offering, decision } = decided ?? {};
  const verdict = resolved?.served.verdict;
  return {
    requestId: arrival.requestId,
    traceId: turn.trace.traceId,
    organizationId: caller?.context.organizationId,
    memberId: caller?.principal.memberId,
    tokenId: caller?.tokenId,
    organization: policy && arrival.organizationSlug,
    policyVersion: policy?.version,
    connectorId: resolved?.connector.id,
    connector: resolved?.connector.slug,
    // A name from outside could be anything, and each would be a time series.
    method: knownMethods.has(turn.method) ? turn.method : 'other',
    offeringKind: offering && decided?.question.kind,
    offering: offering && decided?.question.name,
    effect: decision?.effect,
    rule: decision?.rule,
    outcome: outcomeOf(turn),
    code: refusal?.code ?? outcome?.code,
    status: answer.status,
    era: asked?.era,
    revision: asked?.revision,
    upstreamEra: verdict?.era,
    upstreamRevision: verdict?.revision,
    requestBytes: turn.requestBytes,
    answerBytes: answer.bytes,
    durationMs: rounded(timeline.duration),
    steps: timeline.durations(),
  };
}

function outcomeOf({ refusal, outcome, decided }: Turn): ExchangeOutcome {
  if (refusal) return refusal.code === 'internal' ? 'failed' : 'refused';
  if (outcome) return outcome.outcome === 'failure' ? 'failed' : 'answered';
  return decided && !decided.definition ? 'refused' : 'answered';
}
