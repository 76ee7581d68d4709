import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ExchangeFacts, GatewayExchangeFacts } from '../src/platform/telemetry/exchange-facts.js';
import { Metrics } from '../src/platform/telemetry/metrics.js';
import { exchangeSteps } from '../src/platform/telemetry/timeline.js';

const guide = readFileSync(new URL('../../docs/how-to/observe.md', import.meta.url), 'utf8');

/** The cells of every row of the guide's tables. */
const rows = guide
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

/** What stands as code in a text. */
const named = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');

// The compiler sees to it that these lists are whole.
const gatewayFields: Record<keyof GatewayExchangeFacts, true> = {
  requestId: true,
  traceId: true,
  organizationId: true,
  organization: true,
  connectorId: true,
  connector: true,
  memberId: true,
  tokenId: true,
  method: true,
  offeringKind: true,
  offering: true,
  effect: true,
  rule: true,
  policyVersion: true,
  outcome: true,
  code: true,
  status: true,
  era: true,
  revision: true,
  upstreamEra: true,
  upstreamRevision: true,
  requestBytes: true,
  answerBytes: true,
  durationMs: true,
  steps: true,
};
const controlFields: Record<keyof ExchangeFacts, true> = {
  requestId: true,
  method: true,
  path: true,
  status: true,
  durationMs: true,
};

test('the guide to observation names every field of a line, and no other', () => {
  const table = rows.filter(([, first]) => !/castellan_|OTEL_|CASTELLAN_/.test(first ?? ''));
  expect(table.flatMap(([, first]) => named(first)).toSorted()).toEqual(
    Object.keys(gatewayFields).toSorted(),
  );
  const control = /A line of the control plane has [^.]+\./.exec(guide)?.[0];
  expect(named(control).toSorted()).toEqual(Object.keys(controlFields).toSorted());
});

test('the guide to observation names every metric with its labels, and no other', () => {
  const documented = rows
    .filter(([, first]) => first?.startsWith('`castellan_'))
    .map(([, first, labels]) => [named(first)[0], named(labels).toSorted()]);
  const registered = new Metrics().registry
    .getMetricsAsArray()
    .filter(({ name }) => name.startsWith('castellan_'))
    .map((metric) => [
      metric.name,
      ('labelNames' in metric ? (metric.labelNames as string[]) : []).toSorted(),
    ]);
  expect(documented.toSorted()).toEqual(registered.toSorted());
});

test('the guide to observation names every step', () => {
  const sentence = /The steps are [^.]+\./.exec(guide)?.[0];
  expect(named(sentence)).toEqual([...exchangeSteps]);
});
