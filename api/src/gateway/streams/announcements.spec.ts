import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Clock } from '../../kernel/clock.js';
import type { Notifications } from '../../platform/notifications/notifications.js';
import type { GatewayPolicies } from '../../policies/gateway-policies.js';
import type { TokenAuthenticator } from '../../tokens/token-authenticator.js';
import type { Caller } from '../pipeline/authenticate.js';
import { Announcements } from './announcements.js';

let now = new Date('2026-11-22T10:00:00Z');
const caller = {
  context: { organizationId: 'acme' },
  tokenId: 'token',
  expiresAt: new Date('2026-11-23T10:00:00Z'),
} as Caller;

/** Announcements to a caller whose token is good, and whom a test lets in or out. */
function announcing(
  revalidate: () => Promise<Caller | undefined>,
  alive: () => Promise<Set<string>> = () => Promise.resolve(new Set(['token'])),
) {
  const announcements = new Announcements(
    { current: () => undefined } as unknown as GatewayPolicies,
    { alive } as unknown as TokenAuthenticator,
    {} as Notifications,
    { now: () => now } as Clock,
  );
  let hasEnded = false;
  const remove = announcements.add(
    {
      organizationSlug: 'acme',
      lists: [],
      revalidate,
      onChange: () => Promise.resolve(),
      send: () => Promise.resolve(),
      end: () => void (hasEnded = true),
    },
    caller,
  );
  return { announcements, remove, hasEnded: () => hasEnded };
}

test('who was let in no more while the stream was opened loses it at the first look', async () => {
  const { announcements, remove, hasEnded } = announcing(() => Promise.resolve(undefined));
  await announcements.look();
  expect(hasEnded()).toBe(true);
  remove();
});

test('who is let in is asked once, and keeps the stream', async () => {
  let proofs = 0;
  const { announcements, remove, hasEnded } = announcing(() => {
    proofs += 1;
    return Promise.resolve(caller);
  });
  await announcements.look();
  await announcements.look();
  expect([proofs, hasEnded()]).toEqual([1, false]);
  remove();
});

const unanswered = new Promise<never>(() => undefined);

function waitSeconds(seconds: number): void {
  now = new Date(now.getTime() + seconds * 1_000);
}

test('a question about tokens that nobody answers is not asked again, and holds up no proof', async () => {
  let questions = 0;
  let proofs = 0;
  const { announcements, remove, hasEnded } = announcing(
    () => Promise.resolve(++proofs === 1 ? caller : undefined),
    () => {
      questions += 1;
      return unanswered;
    },
  );
  void announcements.look();
  await announcements.look();
  expect([questions, proofs, hasEnded()]).toEqual([1, 1, false]);
  waitSeconds(11);
  await announcements.look();
  expect([questions, proofs, hasEnded()]).toEqual([1, 2, true]);
  remove();
});

test('whose proof nobody answers loses the stream, and is not asked for again', async () => {
  let proofs = 0;
  const { announcements, remove, hasEnded } = announcing(() => {
    proofs += 1;
    return unanswered;
  });
  void announcements.look();
  await setImmediate();
  expect([proofs, hasEnded()]).toEqual([1, false]);
  waitSeconds(11);
  await announcements.look();
  expect([proofs, hasEnded()]).toEqual([1, true]);
  remove();
});
