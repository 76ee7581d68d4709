import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { JsonRpcNotification, JsonRpcRequest } from '../jsonrpc.js';
import { loopbackHttp } from '../../../../test/mcp/http-server.js';
import { startEventStreamServer, startLegacyServer } from '../../../../test/mcp/sdk-servers.js';
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

const legacyKinds = [
  { start: () => startLegacyServer(), transport: 'streamable-http', path: '/mcp' },
  { start: startEventStreamServer, transport: 'http-sse', path: '/sse' },
] as const;

describe('a legacy session', () => {
  it.each(legacyKinds)(
    'is not used with another credential over $transport',
    async ({ start, transport, path }) => {
      const { log, close, target: targetOf } = await start();
      onTestFinished(close);
      const target = targetOf(path, transport);
      const verdict = await client.probe(target);
      const message = call('echo', { text: 'x' });
      await client.exchange(target, verdict, { message, sessionKey: 'alice' });
      const changed = { ...target, headers: { 'x-key': 'new' } };
      await client.exchange(changed, verdict, { message, sessionKey: 'alice' });
      expect(log.sessionsOpened).toBe(3);
      await expect.poll(() => log.sessionsClosed).toBe(2);
    },
  );

  it('makes room for another when there are too many', async () => {
    const { log, close, target: targetOf } = await startLegacyServer();
    onTestFinished(close);
    const small = new UpstreamClient(http, { maxSessions: 2, idleMs: 60_000 });
    onTestFinished(() => small.close());
    const target = targetOf();
    const verdict = await small.probe(target);
    const message = call('echo', { text: 'x' });
    for (const sessionKey of ['one', 'two', 'one', 'three', 'one']) {
      await small.exchange(target, verdict, { message, sessionKey });
    }
    // The probe, and one each: "one" was used last and stayed.
    expect(log.sessionsOpened).toBe(4);
    await expect.poll(() => log.sessionsClosed).toBe(2);
  });

  it('that fails to open is tried again by the next call', async () => {
    const { close, target: targetOf } = await startLegacyServer();
    onTestFinished(close);
    const target = targetOf();
    const verdict = await client.probe(target);
    const message = call('echo', { text: 'x' });
    const lost = { ...target, url: `${new URL(target.url).origin.replace(/:\d+$/, ':1')}/mcp` };
    await expect(client.exchange(lost, verdict, { message, sessionKey: 'alice' })).rejects.toMatchObject({
      code: 'connection_refused',
    });
    await expect(client.exchange(target, verdict, { message, sessionKey: 'alice' })).resolves.toMatchObject({
      id: 1,
    });
  });

  it('that cannot be opened ends nothing but its calls, even where the only caller has left already', async () => {
    const { close, target: targetOf } = await startLegacyServer();
    onTestFinished(close);
    const target = targetOf();
    const verdict = await client.probe(target);
    const closed = { ...target, url: `${new URL(target.url).origin.replace(/:\d+$/, ':1')}/mcp` };
    const ending: unknown[] = [];
    const onEnding = (reason: unknown) => void ending.push(reason);
    process.on('unhandledRejection', onEnding);
    onTestFinished(() => void process.off('unhandledRejection', onEnding));
    const exchanged = { message: call('echo', { text: 'x' }), sessionKey: 'alice' };
    const left = client.exchange(closed, verdict, { ...exchanged, signal: AbortSignal.abort() });
    const staying = client.exchange(closed, verdict, exchanged);
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    await expect(staying).rejects.toMatchObject({ code: 'connection_refused' });
    await new Promise(setImmediate);
    expect(ending).toEqual([]);
  });

  it('over HTTP+SSE takes its calls with it when its stream ends', async () => {
    const { log, close, target: targetOf } = await startEventStreamServer();
    onTestFinished(close);
    const target = targetOf('/sse', 'http-sse');
    const verdict = await client.probe(target);
    const waiting = client.exchange(target, verdict, { message: call('wait', {}), sessionKey: 'alice' });
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'no_answer' });
    await expect.poll(() => log.started).toEqual(['wait']);
    log.forgetSessions();
    await outcome;
  });

  it('over HTTP+SSE puts a question to nobody while it could be about several calls', async () => {
    const { close, target: targetOf } = await startEventStreamServer();
    onTestFinished(close);
    const target = targetOf('/sse', 'http-sse');
    const verdict = await client.probe(target);
    const heard: unknown[] = [];
    const common = {
      sessionKey: 'alice',
      clientCapabilities: { elicitation: {} },
      onMessage: (message: object) => void heard.push(message),
    };
    const leaving = new AbortController();
    const waiting = client.exchange(target, verdict, {
      ...common,
      message: call('wait', {}),
      signal: leaving.signal,
    });
    const asking = await client.exchange(target, verdict, { ...common, message: call('ask', {}) });
    expect(asking).toMatchObject({ result: { isError: true } });
    expect(heard).toEqual([]);
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('that has ended answers no question any more', async () => {
    const { close, target: targetOf } = await startLegacyServer();
    onTestFinished(close);
    const target = targetOf();
    const verdict = await client.probe(target);
    const answer = { jsonrpc: '2.0', id: 1, result: {} } as const;
    await expect(client.respond(target, verdict, answer, 'nobody')).rejects.toMatchObject({
      code: 'session_lost',
    });
    const cancelled = {
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 1 },
    } as const;
    await expect(client.notify(target, verdict, cancelled, 'nobody')).resolves.toBeUndefined();
  });

  it('is opened once for concurrent calls of one caller, apart for another, and ended on close', async () => {
    const { log, close, target: targetOf } = await startLegacyServer();
    onTestFinished(close);
    const target = targetOf();
    const verdict = await client.probe(target);
    expect(log).toMatchObject({ sessionsOpened: 1, sessionsClosed: 1 });
    const echo = (sessionKey: string) =>
      client.exchange(target, verdict, { message: call('echo', { text: 'x' }), sessionKey });
    await Promise.all([echo('alice'), echo('alice'), echo('bob'), echo('bob')]);
    expect(log.sessionsOpened).toBe(3);
    await client.closeSession('alice');
    await client.closeSession('bob');
    expect(log.sessionsClosed).toBe(3);
  });

  it.each(legacyKinds)(
    'is opened again over $transport when it was lost',
    async ({ start, transport, path }) => {
      const { log, close, target: targetOf } = await start();
      onTestFinished(close);
      const target = targetOf(path, transport);
      const verdict = await client.probe(target);
      const echo = () =>
        client.exchange(target, verdict, { message: call('echo', { text: 'x' }), sessionKey: 'alice' });
      await echo();
      log.forgetSessions();
      await expect(echo()).resolves.toMatchObject({ result: { content: [{ text: 'x' }] } });
    },
  );

  it.each(legacyKinds)(
    'lets the caller answer what the server asks over $transport',
    async ({ start, transport, path }) => {
      const { close, target: targetOf } = await start();
      onTestFinished(close);
      const target = targetOf(path, transport);
      const verdict = await client.probe(target);
      const response = await client.exchange(target, verdict, {
        message: call('ask', {}),
        sessionKey: 'alice',
        clientCapabilities: { elicitation: {} },
        onMessage: async (asked: JsonRpcRequest | JsonRpcNotification) => {
          expect(asked).toMatchObject({ method: 'elicitation/create', params: { message: 'Which colour?' } });
          const answer = { action: 'accept', content: { colour: 'green' } };
          await client.respond(
            target,
            verdict,
            { jsonrpc: '2.0', id: asked['id'] as number, result: answer },
            'alice',
          );
        },
      });
      expect(response).toMatchObject({ result: { content: [{ text: 'green' }] } });
    },
  );
});

function call(name: string, args: object, id: string | number = 1, _meta?: object): JsonRpcRequest {
  return {
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name, arguments: args, ...(_meta ? { _meta } : {}) },
  };
}
