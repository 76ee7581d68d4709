import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { modern, send, type WireAnswer } from './wire.js';

const kilobyte = 1024;
// One member may have 256 kB of it.
const heldBytes = 1024 * kilobyte;

let upstream: ControlledUpstream;
let gateway: RunningGateway;
let acme: GivenOrganization;
let crm: GivenConnector;
let ann: string;
let bob: string;

beforeAll(async () => {
  upstream = await startControlledUpstream({
    look: (_call, reply) => reply.result(text('seen')),
    dump: (_call, reply) => reply.result(text('x'.repeat(400 * kilobyte))),
  });
  gateway = await RunningGateway.start({ heldBytes });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});

let organizations = 0;
beforeEach(async () => {
  acme = await gateway.given.organization(`acme-${(organizations += 1)}`);
  const members = await Promise.all([gateway.given.member(acme), gateway.given.member(acme)]);
  crm = await gateway.connect(acme, upstream, { slug: 'crm' });
  await gateway.forgetEvents();
  [ann, bob] = (await Promise.all(members.map((member) => gateway.token(acme, member)))) as [string, string];
});

function call(token: string, name = 'look', kilobytes = 0): Promise<WireAnswer> {
  const padding = 'x'.repeat(kilobytes * kilobyte);
  return send(gateway.urlOf(crm), modern(token, 'tools/call', { name, arguments: { padding } }));
}

/** Sends that much of a longer message, and then nothing; says how to end that. */
function halfACall(token: string, kilobytes: number): () => void {
  const { headers } = modern(token, 'tools/call', { name: 'look' });
  const request = httpRequest(gateway.urlOf(crm), { method: 'POST', headers, agent: false });
  let end: () => void = () => request.destroy();
  // Another call may have taken the room before it.
  request.once('response', () => {
    request.destroy();
    end = halfACall(token, kilobytes);
  });
  request.on('error', () => undefined).write('x'.repeat(kilobytes * kilobyte));
  return () => end();
}

test('half a message counts for its member, who is told when to come back, and for nobody else', async () => {
  const endHalf = halfACall(ann, 200);
  await expect.poll(async () => (await call(ann, 'look', 100)).status).toBe(429);
  const refused = await call(ann, 'look', 100);
  expect(refused.headers['retry-after']).toBe('1');
  expect(refused.message.error?.message).toMatch(/^Too Many Requests: .* Try again in a second/);
  expect((await call(ann)).message.result?.content?.[0]?.text).toBe('seen');
  expect((await call(bob, 'look', 100)).message.result?.content?.[0]?.text).toBe('seen');
  endHalf();
  await expect.poll(async () => (await call(ann, 'look', 100)).status).toBe(200);
});

test('an answer that finds no room is not read to its end, and what it held is free again', async () => {
  const cut = await call(ann, 'dump');
  expect(cut.message.error?.message).toMatch(
    /^The answer of Crm was not read to its end. .* Try again in a second/i,
  );
  const [event] = (await gateway.events()).filter(({ details }) => details['code'] === 'too_much_held');
  expect(event).toMatchObject({ outcome: 'failure' });
  expect((await call(ann, 'look', 200)).message.result?.content?.[0]?.text).toBe('seen');
});

test('what all hold together is bounded too', async () => {
  const members = await Promise.all(Array.from({ length: 5 }, () => gateway.given.member(acme)));
  const tokens = await Promise.all(members.map((member) => gateway.token(acme, member)));
  const ends = tokens.map((token) => halfACall(token, 200));
  const refused = async () => {
    const answer = await call(bob, 'look', 100);
    return answer.status === 503 ? answer.message.error?.message : undefined;
  };
  await expect.poll(refused).toMatch(/^Service Unavailable: .* Try again in a second/);
  ends.forEach((end) => end());
  await expect.poll(async () => (await call(bob, 'look', 100)).status).toBe(200);
});
