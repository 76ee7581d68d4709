import { afterAll, beforeAll, expect, test } from 'vitest';
import { SilentWay } from '../database/silent-way.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { modern, send } from './wire.js';

let near: RunningGateway;
let far: RunningGateway;
let way: SilentWay;
let upstream: ControlledUpstream;
let acme: GivenOrganization;
let connector: GivenConnector;
let token: string;

const call = () => send(far.urlOf(connector), modern(token, 'tools/call', { name: 'greets', arguments: {} }));

beforeAll(async () => {
  upstream = await startControlledUpstream({ greets: (_, { result }) => result(text('hello')) });
  near = await RunningGateway.start();
  way = await SilentWay.to(near.database.application);
  const { application, auditWriter, worker } = near.database;
  const database = { application: way.by(application), auditWriter: way.by(auditWriter), worker };
  far = await RunningGateway.beside(near, {}, { database }, {}, { silenceMs: 300 });
  acme = await near.given.organization('acme');
  connector = await near.connect(acme, upstream, { slug: 'greeter' });
  await far.policyChanged(acme);
  token = await near.token(acme, await near.given.member(acme));
});
afterAll(async () => {
  if (way) way.isSilent = false;
  await far?.stop();
  way?.end();
  await near?.[Symbol.asyncDispose]();
  await upstream?.close();
});

test('while the database cannot be heard, calls are refused in time and say why; when it can, they are served', async () => {
  expect((await call()).message.result?.content).toEqual([{ type: 'text', text: 'hello' }]);
  way.isSilent = true;
  // The token is still believed, but what comes of the call cannot be put on record.
  const unrecorded = await call();
  expect(unrecorded.status).toBe(503);
  expect(unrecorded.message.error?.message).toContain('audit');
  const reached = upstream.received.length;
  // It is not believed any longer, and whoever has it cannot be told from anybody else.
  far.clock.forward(6_000);
  const unchecked = await Promise.all(Array.from({ length: 30 }, call));
  expect(unchecked.map(({ status }) => status)).toEqual(unchecked.map(() => 503));
  for (const { message } of unchecked) {
    expect(message.error?.message).toContain('tell your operator that the database cannot be reached');
  }
  expect(upstream.received).toHaveLength(reached);

  way.isSilent = false;
  const again = await Promise.all(Array.from({ length: 30 }, call));
  expect(again.map(({ status }) => status)).toEqual(again.map(() => 200));
});
