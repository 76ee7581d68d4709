import { expect, test } from 'vitest';
import { Keyring } from '../../platform/crypto/keyring.js';
import type { Caller } from '../pipeline/authenticate.js';
import { RequestStates } from './request-state.js';

const now = new Date('2026-11-22T12:00:00Z');
const states = new RequestStates(new Keyring([{ id: 'one', secret: Buffer.alloc(32, 1) }]));

function caller(organizationId = 'acme', memberId = 'ann'): Caller {
  return { context: { organizationId }, principal: { memberId } } as unknown as Caller;
}

function call(params: Record<string, unknown> = {}, method = 'tools/call') {
  return {
    jsonrpc: '2.0' as const,
    id: 1,
    method,
    params: { name: 'pay', arguments: { amount: 1 }, ...params },
  };
}

const sealed = states.seal('round 1', caller(), 'bank', call(), now);

test('a state comes back for the same call of the same member, whatever its id and its answers', () => {
  const continued = { ...call({ requestState: sealed, inputResponses: {} }), id: 2 };
  expect(states.open(sealed, caller(), 'bank', continued, now)).toBe('round 1');
  expect(sealed).not.toContain('round');
});

test.each<[string, () => unknown]>([
  ['another member', () => states.open(sealed, caller('acme', 'bob'), 'bank', call(), now)],
  ['another organization', () => states.open(sealed, caller('other'), 'bank', call(), now)],
  ['another connector', () => states.open(sealed, caller(), 'shop', call(), now)],
  ['another tool', () => states.open(sealed, caller(), 'bank', call({ name: 'refund' }), now)],
  ['other arguments', () => states.open(sealed, caller(), 'bank', call({ arguments: { amount: 2 } }), now)],
  ['another method', () => states.open(sealed, caller(), 'bank', call({}, 'prompts/get'), now)],
  [
    'an hour later',
    () => states.open(sealed, caller(), 'bank', call(), new Date(now.getTime() + 60 * 60_000)),
  ],
  ['no state', () => states.open('x', caller(), 'bank', call(), now)],
  [
    'another installation',
    () =>
      new RequestStates(new Keyring([{ id: 'one', secret: Buffer.alloc(32, 2) }])).open(
        sealed,
        caller(),
        'bank',
        call(),
        now,
      ),
  ],
])('%s: refused', (_what, open) => {
  expect(open).toThrow('requestState is not valid');
});

test('one altered character spoils it', () => {
  const text = Buffer.from(sealed, 'base64url').toString('utf8');
  const { ciphertext } = JSON.parse(text) as { ciphertext: string };
  const altered = text.replace(ciphertext, (ciphertext.startsWith('A') ? 'B' : 'A') + ciphertext.slice(1));
  expect(() =>
    states.open(Buffer.from(altered).toString('base64url'), caller(), 'bank', call(), now),
  ).toThrow();
});
