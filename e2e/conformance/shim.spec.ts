import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Running } from './fixture-http.js';
import { startShim } from './shim.js';

describe('the shim before a gateway', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const gateway = createServer((request, response) => answer(request, response));
  let gatewayHost: string;
  let shim: Running;

  beforeEach(async () => {
    gateway.listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    gatewayHost = `127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    shim = await startShim(`http://${gatewayHost}/mcp/acme/fixture`, 'a-token');
  });

  afterEach(async () => {
    await shim.close();
    gateway.closeAllConnections();
    gateway.close();
    await once(gateway, 'close');
  });

  /** Sends a POST with these headers and tells what of it the gateway saw. */
  async function seen(headers: Record<string, string>): Promise<IncomingMessage> {
    const arrived = new Promise<IncomingMessage>((resolve) => {
      answer = (request, response) => {
        resolve(request);
        response.end();
      };
    });
    const call = send(shim.url, { method: 'POST', headers });
    call.end('{}');
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    response.resume();
    return arrived;
  }

  it('adds the token, and no other gets through', async () => {
    const request = await seen({ authorization: 'Bearer another' });
    expect(request.headers.authorization).toBe('Bearer a-token');
    expect(request.url).toBe('/mcp/acme/fixture');
  });

  it('shows its own address as that of the gateway', async () => {
    const { host } = new URL(shim.url);
    const { headers } = await seen({ host, origin: `http://${host}` });
    expect(headers).toMatchObject({ host: gatewayHost, origin: `http://${gatewayHost}` });
  });

  it('passes a foreign address on, for the gateway to refuse', async () => {
    const { headers } = await seen({ host: 'evil.example.com', origin: 'http://evil.example.com' });
    expect(headers).toMatchObject({ host: 'evil.example.com', origin: 'http://evil.example.com' });
  });

  it('keeps header names as they were written', async () => {
    const { rawHeaders } = await seen({ 'MCP-METHOD': 'tools/list' });
    expect(rawHeaders).toContain('MCP-METHOD');
  });

  it('passes status, headers and body back', async () => {
    answer = (_request, response) => response.writeHead(404, { 'mcp-session-id': 's1' }).end('not here');
    const response = await fetch(shim.url, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
    expect(response.headers.get('mcp-session-id')).toBe('s1');
    expect(await response.text()).toBe('not here');
  });

  it('passes an event on before the next one exists', async () => {
    const opened = new Promise<ServerResponse>((resolve) => {
      answer = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
        resolve(response);
      };
    });
    const call = send(shim.url).end();
    const [received] = (await once(call, 'response')) as [IncomingMessage];
    const stream = await opened;

    stream.write('data: 1\n\n');
    expect(String((await once(received, 'data'))[0])).toBe('data: 1\n\n');
    stream.end('data: 2\n\n');
    expect(await text(received)).toBe('data: 2\n\n');
  });

  it('hangs up on the gateway when the client hangs up', async () => {
    const abandoned = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        response.once('close', resolve);
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      };
    });
    const call = send(shim.url).end();
    await once(call, 'response');
    call.destroy();
    await abandoned;
  });
});
