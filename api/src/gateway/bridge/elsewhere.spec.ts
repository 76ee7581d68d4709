import { expect, test } from 'vitest';
import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import type { AskedTurn } from '../pipeline/turn.js';
import { resumeElsewhere } from './elsewhere.js';

const response = { jsonrpc: '2.0', id: 1, result: {} } as const;
const answer: JsonObject = {
  step: { kind: 'answer', response },
  said: [{ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'more' } }],
};
const turn = { caller: { context: {} }, resolved: { connector: { name: 'Sample' } } } as unknown as AskedTurn;
const comeBack = {
  call: 'call',
  round: 'round',
  answers: {},
  owner: { organizationId: 'o', memberId: 'm', tokenId: 't', connectorId: 'c' },
  hears: { progress: true },
};
const resume = (notified: () => Promise<void>, signal = new AbortController().signal, callMs = 1) =>
  resumeElsewhere({ ask: async () => answer }, { holder: 'other', comeBack, callMs }, turn, {
    signal,
    notified,
  });
const neverTaken = () => new Promise<void>(() => undefined);

test('an answer that is there waits for what was said before it no longer than a call may take', async () => {
  expect(await resume(neverTaken)).toEqual({ kind: 'answer', response });
});

test('a client that leaves meanwhile has cancelled', async () => {
  await expect(resume(neverTaken, AbortSignal.abort(), 60_000)).rejects.toMatchObject({ code: 'cancelled' });
});

test('what was said and cannot be recorded fails the call', async () => {
  const notRecorded = new Error('not recorded');
  await expect(resume(() => Promise.reject(notRecorded), undefined, 60_000)).rejects.toBe(notRecorded);
});
