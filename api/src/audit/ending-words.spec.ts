import { expect, it } from 'vitest';
import { summaryOf, type RecordedEvent } from './recorded-event.js';

function called(details: Record<string, unknown>): string {
  const event: RecordedEvent = {
    id: '1',
    type: 'gateway.called',
    outcome: 'failure',
    occurredAt: '2026-01-01T00:00:00.000Z',
    recordedAt: new Date(0),
    actor: { kind: 'system', id: 'system', roles: [] },
    source: { channel: 'gateway', requestId: '1' },
    offering: { kind: 'tool', name: 'update_record' },
    details,
    personal: {},
    body: {},
  };
  return summaryOf(event);
}

it.each([
  [{ code: 'stopping' }, 'Called update_record: the gateway was restarting and did not wait for the answer'],
  [{ code: 'answer_timeout' }, 'Called update_record: nobody answered in time what the server asked'],
  [
    { code: 'not_read' },
    'Called update_record: the client did not read in time what the server said before its answer',
  ],
  [{ code: 'timeout' }, 'Called update_record: the server did not answer in time'],
  [{ code: 'answer_too_large' }, 'Called update_record: the answer was too large'],
  [{ code: 'internal' }, 'Called update_record: there is a fault in Castellan'],
  [{ code: 'undecided' }, 'Called update_record: it could not be found out whether it was still allowed'],
  [{ code: 'tool_error' }, 'Called update_record'],
  [{ code: 'constructor' }, 'Called update_record'],
  [{}, 'Called update_record'],
])('says of a call that the server did not end who did, and why: %j', (details, summary) => {
  expect(called(details)).toBe(summary);
});
