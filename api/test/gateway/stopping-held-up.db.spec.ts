import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { startAskingUpstream, type AskingUpstream } from './asking-upstream.js';
import { startControlledUpstream, text, type ControlledUpstream } from './controlled-upstream.js';
import { form, ReturningClient } from './returning-client.js';
import { RunningGateway } from './running-gateway.js';
import { modern, send, sendUnread } from './wire.js';

/** As long as an answer may be, and so many of them that no connection takes them all where nobody reads. */
const long = 4_000_000;
const times = 4;

let staying: RunningGateway;
let stopping: RunningGateway;
let upstream: ControlledUpstream;
let asking: AskingUpstream;
let acme: GivenOrganization;
let sample: GivenConnector;
let old: GivenConnector;
let token: string;
let finish: () => void = () => undefined;
let askNow: () => void = () => undefined;
let answered = 0;
const sockets: Socket[] = [];

beforeAll(async () => {
  upstream = await startControlledUpstream({
    slow: (_call, { result }) => void (finish = () => result(text('finished'))),
    long: (_call, { result }) => {
      result(text('x'.repeat(long)));
      answered++;
    },
  });
  asking = await startAskingUpstream({
    asks_later: async ({ ask }) => {
      await new Promise<void>((resolve) => (askNow = resolve));
      return text(JSON.stringify(await ask('elicitation/create', form)));
    },
  });
  staying = await RunningGateway.start({ silenceMs: 1_000 });
  acme = await staying.given.organization('acme');
  sample = await staying.connect(acme, upstream, { slug: 'sample' });
  old = await staying.connect(acme, asking, { slug: 'old' });
  token = await staying.token(acme, await staying.given.member(acme));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stopping?.stop();
  await staying.forgetEvents();
});
afterAll(async () => {
  await staying?.[Symbol.asyncDispose]();
  await Promise.all([upstream?.close(), asking?.close()]);
});

const begin = async (drainMs: number) => (stopping = await RunningGateway.beside(staying, { drainMs }));
const url = () => stopping.urlOf(sample);
const call = (name: string) => modern(token, 'tools/call', { name, arguments: {} });
const ended = (name: string) => async () =>
  (await staying.events('gateway.called')).filter(
    ({ offering, outcome }) => offering?.name === name && outcome === 'success',
  ).length;

/** Calls whose whole answers are there, and which nobody reads. */
async function unread(): Promise<Socket> {
  answered = 0;
  const socket = await sendUnread(url(), call('long'), times);
  sockets.push(socket);
  await expect.poll(() => answered).toBe(times);
  await expect.poll(ended('long')).toBe(times);
  return socket;
}

/** Everything that is still to come on a connection. */
async function rest(socket: Socket): Promise<number> {
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await once(socket.resume(), 'close');
  return bytes;
}

test('a complete answer is waited for as a call is, so that whoever reads it slowly has all of it', async () => {
  await begin(20_000);
  const socket = await unread();
  const stopped = stopping.stop();
  // As long as it waits it says that it takes nothing; a server that closed would take no connection.
  for (let time = 0; time < 20; time++) expect((await send(url(), call('slow'))).status).toBe(503);
  // It was begun before, on a connection that would have been kept.
  const reading = rest(socket);
  await stopped;
  expect(await reading).toBeGreaterThan(times * long);
});

test('a complete answer that nobody reads does not keep a gateway from stopping', async () => {
  await begin(1);
  const socket = await unread();
  await stopping.stop();
  const bytes = await rest(socket);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(times * long);
});

test('a request whose headers never come to their end does not keep a gateway from stopping', async () => {
  await begin(1);
  const { hostname, port, pathname, host } = new URL(url());
  const socket = connect(Number(port), hostname);
  sockets.push(socket.on('error', () => undefined));
  socket.write(`POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\n`);
  await once(socket, 'connect');
  // Whoever asks on another connection afterwards is served afterwards.
  await send(url(), modern(token, 'tools/list'));
  await stopping.stop();
  if (!socket.closed) await once(socket, 'close');
});

test('a call that is asked something while others are finished hears at once that it cannot be parked', async () => {
  await begin(20_000);
  const slow = send(url(), call('slow'));
  await expect.poll(() => upstream.received.some(({ params }) => params['name'] === 'slow')).toBe(true);
  const client = new ReturningClient(
    () => stopping.urlOf(old),
    () => token,
  );
  asking.calls.length = 0;
  const asked = client.call('asks_later');
  await expect.poll(() => asking.calls.length).toBe(1);
  const stopped = stopping.stop();
  expect((await send(url(), call('slow'))).status).toBe(503);
  askNow();
  expect((await asked).message.error?.message).toContain('is restarting and cannot wait for the answer');
  finish();
  expect((await slow).message.result?.content?.[0]?.text).toBe('finished');
  await stopped;
});
