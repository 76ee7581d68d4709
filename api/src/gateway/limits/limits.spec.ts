import { expect, test } from 'vitest';
import { limitFrame } from '../../kernel/limits.js';
import type { Configuration } from '../../config/configuration.js';
import { defaultLimits, limitsOf } from './limits.js';

const configuration: Configuration = {
  environment: 'test',
  roles: new Set(['gateway']),
  publicUrl: new URL('http://127.0.0.1:1'),
  host: '127.0.0.1',
  port: 1,
  database: { application: '', auditWriter: '', worker: '' },
  keys: [],
  outbound: { allowLoopback: true, allowedRanges: [] },
  trustedProxies: [],
  limits: limitFrame(),
  logLevel: 'silent',
};

test('what nobody chose is as everywhere', () => {
  expect(limitsOf(configuration)).toEqual(defaultLimits);
  expect(limitsOf({ ...configuration, questions: {} })).toEqual(defaultLimits);
});

test('what an operator chose takes the place of it, each in its own unit', () => {
  const questions = {
    callsPerToken: 1,
    callsPerMember: 2,
    callsPerOrganization: 3,
    callsPerProcess: 0,
    answerSeconds: 5,
    callSeconds: 6,
    questionsAtOnce: 7,
    rounds: 8,
    kilobytesPerCall: 9,
    megabytes: 10,
  };
  expect(limitsOf({ ...configuration, toolsListed: 0, heldMegabytes: 64, questions })).toEqual({
    ...defaultLimits,
    toolsListed: 0,
    heldBytes: 64 * 1024 * 1024,
    parkedPerToken: 1,
    parkedPerMember: 2,
    parkedPerOrganization: 3,
    parkedPerProcess: 0,
    answerMs: 5_000,
    conversationMs: 6_000,
    questionsAtOnce: 7,
    roundsPerCall: 8,
    parkedCharacters: 9 * 1024,
    allParkedCharacters: 10 * 1024 * 1024,
  });
});
