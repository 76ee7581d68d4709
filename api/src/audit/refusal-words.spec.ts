import { expect, it } from 'vitest';
import { summaryOf, type RecordedEvent } from './recorded-event.js';

function refused(details: Record<string, unknown>, name?: string): string {
  const event: RecordedEvent = {
    id: '1',
    type: 'gateway.refused',
    outcome: 'denied',
    occurredAt: '2026-01-01T00:00:00.000Z',
    recordedAt: new Date(0),
    actor: { kind: 'system', id: 'system', roles: [] },
    source: { channel: 'gateway', requestId: '1' },
    ...(name ? { offering: { kind: 'tool', name } } : {}),
    details,
    personal: {},
    body: {},
  };
  return summaryOf(event);
}

it.each([
  [{ code: 'limit_reached', limit: 'requestsPerMinute' }, 'Was refused: limit of requests a minute reached'],
  [{ code: 'limit_reached' }, 'Was refused: a limit was reached'],
  [{ code: 'invalid_json', method: 'none' }, 'Was refused: the message is not valid JSON'],
  [{ code: 'session_missing' }, 'Was refused: the request names no session'],
  [{ code: 'offering_unknown' }, 'Was refused: there is nothing of this name for them'],
  [{ code: 'arguments_invalid' }, 'Was refused: its arguments do not fit'],
  [{ code: 'media_type_refused' }, 'Was refused: media type refused'],
  [{ code: 'policy_refused', method: 'tools/call' }, 'Was refused: tools/call'],
  [{}, 'Was refused'],
])('says why where no offering is known: %j', (details, summary) => {
  expect(refused(details)).toBe(summary);
});

it('says why what the policy allows was refused all the same', () => {
  expect(refused({ code: 'arguments_invalid' }, 'update_record')).toBe(
    'Was refused update_record: its arguments do not fit',
  );
  expect(refused({ code: 'policy_refused' }, 'update_record')).toBe('Was refused update_record');
});

it.each([
  [1, 'Was refused CRM once more: limit of requests at once reached'],
  [3, 'Was refused CRM 3 times more: limit of requests at once reached'],
])('says that one event stands for %d further refusals', (counted, summary) => {
  expect(refused({ code: 'limit_reached', limit: 'concurrentRequests', counted }, 'CRM')).toBe(summary);
});
