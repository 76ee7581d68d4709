import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startControlledUpstream, text, type ControlledUpstream } from '../gateway/controlled-upstream.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { modern, send } from '../gateway/wire.js';
import type { GivenConnector } from '../given.js';

let gateway: RunningGateway;
let upstream: ControlledUpstream;
let sample: GivenConnector;
let token: string;

beforeAll(async () => {
  upstream = await startControlledUpstream({ safe: (_call, { result }) => result(text('safe')) });
  gateway = await RunningGateway.start();
  const acme = await gateway.given.organization('acme');
  sample = await gateway.connect(acme, upstream, { slug: 'sample' });
  token = await gateway.token(acme, await gateway.given.member(acme));
}, 60_000);
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});
beforeEach(() => (upstream.received.length = 0));

const url = () => gateway.urlOf(sample);
const call = () => modern(token, 'tools/call', { name: 'safe', arguments: {} });

describe('bytes on the connection', () => {
  /** Writes bytes as they are and reads until the server closes. */
  function raw(bytes: string, end: 'keep' | 'close' = 'keep'): Promise<string> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(gateway.origin);
      const socket = connect(Number(port), hostname);
      let received = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
      socket.once('error', reject).once('close', () => resolve(received));
      if (end === 'close') socket.end(bytes);
      else socket.write(bytes);
    });
  }
  const lines = (headers: Record<string, string>) =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
  const post = (more: string, target = new URL(url()).pathname) =>
    `POST ${target} HTTP/1.1\r\nHost: ${new URL(gateway.origin).host}\r\n${lines(call().headers)}Connection: close\r\n${more}`;
  const body = () => call().body;

  test('that are a request get its answer', async () => {
    expect(await raw(post(`Content-Length: ${body().length}\r\n\r\n${body()}`))).toMatch(/^HTTP\/1\.1 200/);
    expect(upstream.received).toHaveLength(1);
  });

  test.each<[string, () => string]>([
    [
      'two lengths that agree in nothing',
      () => post(`Content-Length: 0\r\nContent-Length: ${body().length}\r\n\r\n${body()}`),
    ],
    ['a length with a sign', () => post(`Content-Length: +${body().length}\r\n\r\n${body()}`)],
    ['a length and chunks', () => post(`Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)],
    ['an encoding that is none', () => post('Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n')],
    ['a blank before the colon', () => post('Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n')],
    ['a folded header', () => post('X-A: b\r\n c\r\nContent-Length: 0\r\n\r\n')],
    ['line ends without returns', () => post(`Content-Length: ${body().length}\n\n${body()}`)],
    ['a chunk whose size is none', () => post('Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n')],
    ['NUL in a header', () => post('X-A: a\0b\r\nContent-Length: 0\r\n\r\n')],
    ['headers of 20 KB', () => post(`X-A: ${'a'.repeat(20_000)}\r\nContent-Length: 0\r\n\r\n`)],
  ])('that are none, by %s, are refused', async (_what, bytes) => {
    expect(await raw(bytes())).toMatch(/^HTTP\/1\.1 4(00|31)/);
    expect(upstream.received).toEqual([]);
  });

  test.each<[string, () => string]>([
    ['another host in the address', () => `http://evil.example${new URL(url()).pathname}`],
    ['a step up in the address', () => `/x/..${new URL(url()).pathname}`],
    ['two slashes', () => `/${new URL(url()).pathname}`],
    ['an encoded slash', () => new URL(url()).pathname.replace('/sample', '%2fsample')],
  ])('with %s reach nothing', async (_what, target) => {
    const received = await raw(post(`Content-Length: ${body().length}\r\n\r\n${body()}`, target()));
    expect(received).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(upstream.received).toEqual([]);
  });

  test('that never become a whole body hold up nobody, and reach nothing', async () => {
    const half = raw(post(`Content-Length: ${body().length}\r\n\r\n${body().slice(0, 20)}`), 'close');
    expect((await send(url(), call())).status).toBe(200);
    await half;
    expect(upstream.received).toHaveLength(1);
  });

  test('after a body that is too long are not read as another request', async () => {
    const inner = post('Content-Length: 0\r\n\r\n');
    const long = 5 * 1024 * 1024;
    const received = await raw(
      post(`Content-Length: ${long}\r\n\r\n`.replace('Connection: close\r\n', '')) + inner,
    );
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413']);
  });
});
