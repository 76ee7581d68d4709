import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { JsonRpcRequest } from '../jsonrpc.js';
import { loopbackHttp, type TestServer } from '../../../../test/mcp/http-server.js';
import {
  startEventStreamServer,
  startLegacyServer,
  startModernServer,
  type ServerLog,
} from '../../../../test/mcp/sdk-servers.js';
import type { UpstreamTransport } from './target.js';
import { UpstreamClient } from './upstream-client.js';

const http = loopbackHttp();
const client = new UpstreamClient(http);
afterEach(async () => {
  await client.closeSession('alice');
  await client.closeSession('bob');
});
afterAll(async () => {
  await client.close();
  await http.close();
});

interface Kind {
  readonly name: string;
  readonly start: () => Promise<TestServer & { log: ServerLog }>;
  readonly transport: UpstreamTransport;
  readonly path: string;
  readonly revision: string;
  /** A server that answers with plain JSON has no way to report progress. */
  readonly hasProgress: boolean;
}

const kinds: Kind[] = [
  {
    name: 'modern (v2 SDK)',
    start: () => startModernServer(),
    transport: 'streamable-http',
    path: '/mcp',
    revision: '2026-07-28',
    hasProgress: true,
  },
  {
    name: 'both eras (v2 SDK)',
    start: () => startModernServer('both'),
    transport: 'streamable-http',
    path: '/mcp',
    revision: '2026-07-28',
    hasProgress: true,
  },
  {
    name: 'legacy with streams (v1 SDK)',
    start: () => startLegacyServer(),
    transport: 'streamable-http',
    path: '/mcp',
    revision: '2025-11-25',
    hasProgress: true,
  },
  {
    name: 'legacy with JSON (v1 SDK)',
    start: () => startLegacyServer('json'),
    transport: 'streamable-http',
    path: '/mcp',
    revision: '2025-11-25',
    hasProgress: false,
  },
  {
    name: 'HTTP+SSE (v1 SDK)',
    start: startEventStreamServer,
    transport: 'http-sse',
    path: '/sse',
    revision: '2025-11-25',
    hasProgress: true,
  },
];

describe.each(kinds)('a server that is $name', ({ hasProgress, start, transport, path, revision }) => {
  async function connected() {
    const server = await start();
    onTestFinished(server.close);
    const target = server.target(path, transport);
    return { server, target, verdict: await client.probe(target) };
  }

  it('is recognised', async () => {
    const { verdict } = await connected();
    expect(verdict).toMatchObject({
      era: revision === '2026-07-28' ? 'modern' : 'legacy',
      revision,
      transport,
      serverInfo: { name: 'sample', version: '3.2.1' },
      instructions: 'Be kind.',
    });
    expect(Object.keys(verdict.capabilities)).toEqual(
      expect.arrayContaining(['tools', 'resources', 'prompts']),
    );
  });

  it('answers a call under the id of the caller', async () => {
    const { target, verdict } = await connected();
    const message = call('echo', { text: 'hello' }, 'mine');
    const response = await client.exchange(target, verdict, { message, sessionKey: 'alice' });
    expect(response).toMatchObject({
      jsonrpc: '2.0',
      id: 'mine',
      result: { content: [{ type: 'text', text: 'hello' }] },
    });
  });

  it('keeps 200 concurrent calls of two callers with equal ids apart', async () => {
    const { target, verdict } = await connected();
    const texts = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const message = call('echo', { text: `text ${index}` }, 1);
        const sessionKey = index % 2 ? 'alice' : 'bob';
        return JSON.stringify(await client.exchange(target, verdict, { message, sessionKey }));
      }),
    );
    texts.forEach((text, index) => expect(text).toContain(`"text ${index}"`));
  });

  it("relays progress under the caller's token, and nobody else's", async () => {
    const { target, verdict } = await connected();
    const counting = async (token: string, to: number) => {
      const heard: unknown[] = [];
      const message = call('count', { to }, 7, { progressToken: token });
      await client.exchange(target, verdict, {
        message,
        sessionKey: 'alice',
        onMessage: (heardMessage) => void heard.push(heardMessage.params),
      });
      return heard;
    };
    const [first, second] = await Promise.all([counting('one', 2), counting('two', 3)]);
    if (!hasProgress) return expect([...first, ...second]).toEqual([]);
    expect(first).toEqual(
      [1, 2].map((progress) => expect.objectContaining({ progressToken: 'one', progress })),
    );
    expect(second).toEqual(
      [1, 2, 3].map((progress) => expect.objectContaining({ progressToken: 'two', progress })),
    );
  });

  it('stops the work when the caller gives up', async () => {
    const { server, target, verdict } = await connected();
    const leaving = new AbortController();
    const waiting = client.exchange(target, verdict, {
      message: call('wait', {}),
      sessionKey: 'alice',
      signal: leaving.signal,
    });
    await expect.poll(() => server.log.started).toEqual(['wait']);
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(server.log.cancelled).toEqual(['wait']));
  });

  it('is given up on after the time limit', async () => {
    const { target, verdict } = await connected();
    const waiting = client.exchange(target, verdict, {
      message: call('wait', {}),
      sessionKey: 'alice',
      timeoutMs: 100,
    });
    await expect(waiting).rejects.toMatchObject({ code: 'timeout', nextStep: expect.any(String) });
  });

  it("passes the server's own errors on as they are", async () => {
    const { target, verdict } = await connected();
    const message: JsonRpcRequest = {
      jsonrpc: '2.0',
      id: 3,
      method: 'prompts/get',
      params: { name: 'nothing' },
    };
    const response = await client.exchange(target, verdict, { message, sessionKey: 'alice' });
    expect(response).toMatchObject({ id: 3, error: { code: -32602 } });
  });
});

function call(name: string, args: object, id: string | number = 1, _meta?: object): JsonRpcRequest {
  return {
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name, arguments: args, ...(_meta ? { _meta } : {}) },
  };
}
