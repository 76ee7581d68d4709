import { expect, it } from 'vitest';
import type { LimitQuantity, LimitSubject } from '../../kernel/limits.js';
import { LimitReached } from './limit-reached.js';

const said = (kind: LimitSubject, name: string, quantity: LimitQuantity, allowed: number) =>
  new LimitReached(
    { kind, id: 'id', organizationId: 'acme', name, limits: {} },
    { quantity, allowed, retryAfterSeconds: 1 },
  ).sentences[0];

it.each<[LimitSubject, string, LimitQuantity, number, string]>([
  [
    'connector',
    'CRM',
    'requestsPerMinute',
    1,
    'one request a minute for CRM, for everyone together, is reached.',
  ],
  [
    'connector',
    'CRM',
    'requestsPerMinute',
    1_200,
    '1,200 requests a minute for CRM, for everyone together, is reached.',
  ],
  [
    'tool',
    'look',
    'concurrentRequests',
    1,
    'one request at a time for "look", for everyone together, is reached.',
  ],
  ['member', '', 'openStreams', 1, 'one open stream for you, with all your tokens together, is reached.'],
  ['token', 'laptop', 'bytesPerMinute', 1, 'one byte a minute for your token "laptop" is reached.'],
  ['organization', '', 'bytesPerMinute', 2_048, '2,048 bytes a minute for your organization is reached.'],
])('a limit of a %s is said in one good sentence', (kind, name, quantity, allowed, words) => {
  expect(said(kind, name, quantity, allowed)).toBe(`Too many requests: the limit of ${words}`);
});
