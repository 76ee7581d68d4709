import { expect, test } from 'vitest';
import type { Log } from '../../platform/telemetry/log.js';
import { LimitExchange } from './exchange.js';
import type { LimitUseRepository } from './limit-use.repository.js';
import type { GatewayLimits } from './limits.js';
import type { Subject } from './usage.js';

test('what was told is not told again where only the forgetting fails', async () => {
  const said: string[] = [];
  let told = 0;
  const repository = {
    exchange: (_replica: string, subjects: readonly { requests: number }[]) => {
      for (const { requests } of subjects) told += requests;
      return Promise.resolve({ learned: [], replicas: 1 });
    },
    forget: () => Promise.reject(new Error('canceled on behalf of an operator')),
  } as unknown as LimitUseRepository;
  const log = { warn: (_fields: object, message: string) => void said.push(message) } as unknown as Log;
  const now = Date.UTC(2026, 0, 1);
  const clock = { now: () => new Date(now) };
  const exchange = new LimitExchange(repository, log, clock, {} as GatewayLimits);
  const ann: Subject = {
    organizationId: 'acme',
    kind: 'member',
    id: 'ann',
    name: 'ann',
    limits: { requestsPerMinute: 6_000 },
  };
  while (said.length === 0) {
    exchange.usage.request([ann], now);
    await exchange.exchange();
  }
  const requests = told;
  await exchange.exchange();
  expect(told).toBe(requests);
  expect(said).toEqual(['use that is over could not be removed']);
});
