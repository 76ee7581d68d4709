import { afterAll, beforeAll, expect, test } from 'vitest';
import { CredentialsService } from '../../src/credentials/credentials.service.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../src/kernel/unit-of-work.js';
import type { GivenOrganization } from '../given.js';
import { asMember } from '../instance.js';
import { readJson, startHttpServer, sendJson } from '../mcp/http-server.js';
import { startLegacyServer } from '../mcp/sdk-servers.js';
import { argumentsOf, startControlledUpstream, text, type Reply } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { legacy, messagesOf, modern, openSession, send } from './wire.js';

let gateway: RunningGateway;
let acme: GivenOrganization;

beforeAll(async () => {
  gateway = await RunningGateway.start();
  acme = await gateway.given.organization('acme');
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

test('200 calls at once with equal ids each get their own answer and their own progress', async () => {
  const waiting: (() => void)[] = [];
  const upstream = await startControlledUpstream({
    say: (call, reply: Reply) => {
      const said = String(argumentsOf(call)['text']);
      const { progressToken } = call.params['_meta'] as { progressToken: unknown };
      reply.notify('notifications/progress', { progressToken, progress: 1, message: said });
      // Answered all together and backwards, once the last one is here.
      waiting.push(() => reply.result(text(said)));
      if (waiting.length === 200) for (const answer of waiting.reverse()) answer();
    },
  });
  const connector = await gateway.connect(acme, upstream, { slug: 'say' });
  const tokens = await Promise.all(
    [1, 2].map(async () => gateway.token(acme, await gateway.given.member(acme))),
  );
  await gateway.forgetEvents();
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const params = { name: 'say', arguments: { text: `words ${index}` }, _meta: { progressToken: 1 } };
      const answer = await send(
        gateway.urlOf(connector),
        modern(tokens[index % 2] ?? '', 'tools/call', params),
      );
      return messagesOf(answer.text);
    }),
  );
  answers.forEach((messages, index) => {
    expect(messages).toMatchObject([
      { method: 'notifications/progress', params: { progressToken: 1, message: `words ${index}` } },
      { id: 1, result: { content: [{ text: `words ${index}` }] } },
    ]);
  });
  const called = await gateway.events('gateway.called');
  expect(called).toHaveLength(200);
  expect(new Set(called.map(({ actor }) => actor.id)).size).toBe(2);
  await upstream.close();
});

test('calls at once on a legacy upstream do not mix either', async () => {
  const upstream = await startLegacyServer();
  const connector = await gateway.connect(acme, upstream, { slug: 'legacy' });
  const url = gateway.urlOf(connector);
  const tokens = await Promise.all(
    [1, 2].map(async () => gateway.token(acme, await gateway.given.member(acme))),
  );
  const sessions = await Promise.all(tokens.map((token) => openSession(url, token)));
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => {
      const token = tokens[index % 2] ?? '';
      const params = { name: 'echo', arguments: { text: `words ${index}` } };
      // Ids repeat between the members, not within a session, and modern calls repeat them all.
      return index % 4 < 2
        ? send(
            url,
            legacy(token, sessions[index % 2], { id: Math.floor(index / 2), method: 'tools/call', params }),
          )
        : send(url, modern(token, 'tools/call', params));
    }),
  );
  answers.forEach(({ message }, index) => expect(message.result?.content?.[0]?.text).toBe(`words ${index}`));
  await upstream.close();
});

test("nothing of the caller's credentials goes anywhere, and the upstream gets only its own", async () => {
  const heard: string[] = [];
  const upstream = await startHttpServer((request, response) => {
    void readJson(request).then((body) => {
      heard.push(JSON.stringify([request.url, request.rawHeaders, body]));
      const { id, method } = body;
      const result =
        method === 'server/discover'
          ? { supportedVersions: ['2026-07-28'], capabilities: { tools: {} } }
          : method === 'tools/list'
            ? { tools: [{ name: 'say', inputSchema: { type: 'object' } }] }
            : { content: [{ type: 'text', text: 'said' }] };
      sendJson(response, 200, {
        jsonrpc: '2.0',
        id,
        result: { resultType: 'complete', ttlMs: 0, cacheScope: 'private', ...result },
      });
    });
  });
  const connector = await gateway.connect(acme, upstream, { slug: 'canary' });
  const owner = asMember(acme.id, connector.ownerId, 'admin');
  await gateway.get<UnitOfWork>(UNIT_OF_WORK).change(owner, async (change) => {
    const header = { name: 'x-api-key', value: 'the-key-of-the-upstream' };
    await gateway.get(CredentialsService).set(change, connector.id, upstream.origin, header);
    change.record({ type: 'connector.credential_set', outcome: 'success' });
  });
  await gateway.given.rows(`update connectors set authentication = 'static-header' where id = $1`, [
    connector.id,
  ]);
  await gateway.policyChanged(acme);
  const token = await gateway.token(acme, await gateway.given.member(acme));
  heard.length = 0;

  const request = modern(token, 'tools/call', { name: 'say', arguments: {} });
  const answer = await send(gateway.urlOf(connector), {
    ...request,
    headers: {
      ...request.headers,
      cookie: 'canary-cookie=1',
      'x-forwarded-user': 'canary-identity',
      'x-api-key': 'canary-key',
      'x-upstream-url': 'http://canary.test/',
      'mcp-param-canary': 'canary-parameter',
    },
  });
  expect(answer.message.result?.content?.[0]?.text).toBe('said');
  expect(heard).toHaveLength(1);
  expect(heard[0]).toContain('the-key-of-the-upstream');
  expect(heard[0]).not.toContain('canary-');

  await send(gateway.urlOf(connector), modern(token.slice(0, -1), 'tools/list'));
  await send(`${gateway.urlOf(connector)}?access_token=${token}`, modern(token, 'tools/list'));
  const rows = await gateway.given.rows(
    'select e::text, (select json_agg(p::text) from audit_personal_values p) from audit_events e',
  );
  const everything = [...heard, ...gateway.logged, JSON.stringify(rows)].join('\n');
  expect(rows.length).toBeGreaterThan(0);
  expect(everything).not.toContain(token.slice(0, -1));
  expect(everything).not.toContain(token.slice(20, 50));
  expect(JSON.stringify(rows)).not.toContain('the-key-of-the-upstream');
  await upstream.close();
});
