import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OfferingKind } from '../../src/contracts/contract.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { legacy, modern, openSession, send, type WireAnswer } from '../gateway/wire.js';
import type { GivenConnector, GivenOrganization } from '../given.js';
import { readJson, sendJson, startHttpServer, type TestServer } from '../mcp/http-server.js';

let gateway: RunningGateway;
let upstream: TestServer;
let acme: GivenOrganization;
let files: GivenConnector;
let token: string;
/** What the upstream was asked to read: what never gets here cannot leak. */
let read: unknown[] = [];

beforeAll(async () => {
  upstream = await startHttpServer((request, response) => {
    void readJson(request).then(({ id, method, params }) => {
      if (method === 'resources/read') read.push((params as { uri: unknown }).uri);
      const answers: Record<string, object> = {
        'server/discover': { supportedVersions: ['2026-07-28'], capabilities: { resources: {} } },
        'resources/list': { resources: [] },
        'resources/templates/list': { resourceTemplates: [] },
        'resources/read': { contents: [{ uri: 'file:///x', text: 'the content' }] },
      };
      const cacheable = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
      const result = { ...cacheable, ...answers[String(method)] };
      sendJson(response, 200, { jsonrpc: '2.0', id, result });
    });
  });
  gateway = await RunningGateway.start();
  acme = await gateway.given.organization('acme');
  files = await gateway.connect(acme, upstream, { slug: 'files' });
  await offer('resource_template', 'file:///team/{folder}/{name}', 'allow');
  await offer('resource_template', 'file:///hidden/.{name}', 'allow');
  await offer('resource', 'file:///team/pay/the%20list', 'block');
  await gateway.policyChanged(acme);
  token = await gateway.token(acme, await gateway.given.member(acme));
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.close();
});

async function offer(kind: OfferingKind, uri: string, effect: 'allow' | 'block'): Promise<void> {
  const definition = kind === 'resource' ? { name: uri, uri } : { name: uri, uriTemplate: uri };
  await gateway.given.rule(files, await gateway.given.offering(files, uri, { kind, definition }), effect);
}

function ask(uri: string): Promise<WireAnswer> {
  read = [];
  return send(gateway.urlOf(files), modern(token, 'resources/read', { uri }));
}

test('an approved template gives what it names', async () => {
  const answer = await ask('file:///team/plans/2027.txt');
  expect(answer.message.result).toMatchObject({ contents: [{ text: 'the content' }] });
  expect(read).toEqual(['file:///team/plans/2027.txt']);
});

test.each([
  ['a step up between two values', 'file:///team/../secrets'],
  ['a step up at the end', 'file:///team/plans/..'],
  ['an encoded step up', 'file:///team/%2e%2e/secrets'],
  ['a half-encoded step up', 'file:///team/.%2E/secrets'],
  ['an encoded slash with a step up', 'file:///team/plans/..%2F..%2F..%2Fetc%2Fpasswd'],
  ['a backslash with a step up', 'file:///team/plans/..%5c..%5csecrets'],
  ['a step up encoded twice', 'file:///team/%252e%252e/secrets'],
  ['a slash encoded twice', 'file:///team/plans/..%252f..%252fsecrets'],
  ['a step up made with the template’s own dot', 'file:///hidden/..'],
  ['an encoded NUL', 'file:///team/plans/open.txt%00.secret'],
  ['a broken encoding', 'file:///team/plans/%zz'],
])('%s reaches nothing through a template', async (_what, uri) => {
  const answer = await ask(uri);
  expect(answer.message.error).toMatchObject({ message: 'Resource not found' });
  expect(read).toEqual([]);
});

test.each([
  'file:///team/pay/the%20list',
  'file:///team/pay/%74he%20list',
  'file:///team/%70ay/the%20lis%74',
  'file:///team/pay/the%2520list',
])('a resource that is blocked by name is not to be had as %s', async (uri) => {
  const answer = await ask(uri);
  expect(answer.message.error).toBeDefined();
  expect(read).toEqual([]);
});

test('an address that is encoded over and over is not followed over and over', async () => {
  const session = await openSession(gateway.urlOf(files), token);
  read = [];
  // This once held up the process, and everybody in it, for an hour.
  for (const uri of [`file:///team/plans/%${'25'.repeat(1_000_000)}`, `%${'25'.repeat(900)}`]) {
    const message = { id: 1, method: 'resources/read', params: { uri } };
    const answer = await send(gateway.urlOf(files), legacy(token, session, message));
    expect(answer.message.error).toMatchObject({ message: 'Resource not found' });
  }
  expect(read).toEqual([]);
});

test('completion says nothing about what may not be read', async () => {
  const argument = { name: 'name', value: 't' };
  for (const uri of ['file:///team/pay/the%20list', 'file:///team/../{name}', 'file:///nowhere/{name}']) {
    const asked = modern(token, 'completion/complete', { ref: { type: 'ref/resource', uri }, argument });
    expect((await send(gateway.urlOf(files), asked)).message.error).toBeDefined();
  }
});

test('an older client gets no further', async () => {
  const session = await openSession(gateway.urlOf(files), token);
  read = [];
  const params = { uri: 'file:///team/../secrets' };
  const answer = await send(
    gateway.urlOf(files),
    legacy(token, session, { id: 1, method: 'resources/read', params }),
  );
  expect(answer.message.error).toMatchObject({ message: 'Resource not found' });
  expect(read).toEqual([]);
});
