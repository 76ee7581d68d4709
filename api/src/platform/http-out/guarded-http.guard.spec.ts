import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CountingServer } from '../../../test/counting-server.js';
import type { AddressPolicy } from './address-policy.js';
import { GuardedHttp } from './guarded-http.js';
import type { Resolver } from './resolver.js';

const PUBLIC = '93.184.215.14';
const PUBLIC_V6 = '2606:2800:21f:cb07::1';

let server: CountingServer;
const opened: GuardedHttp[] = [];

/** The production policy, except that the listener's port is allowed: what stops a request is then its address. */
function guard(policy: Partial<AddressPolicy> = {}, resolver?: Resolver): GuardedHttp {
  const http = new GuardedHttp({
    policy: {
      allowLoopback: false,
      allowedRanges: [],
      allowHttp: 'never',
      allowedPorts: [server.port],
      ...policy,
    },
    resolver,
  });
  opened.push(http);
  return http;
}

/** Answers each question with the next of the given answers, and the last one from then on. */
function answering(...answers: string[][]): Resolver & { asked: number } {
  return {
    asked: 0,
    async resolve() {
      const answer = answers[Math.min(this.asked++, answers.length - 1)] ?? [];
      return answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  };
}

const get = (http: GuardedHttp, url: string) => http.request({ url, method: 'GET' });

beforeEach(async () => {
  server = await CountingServer.http((_request, response) => response.end('inside'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((http) => http.close()));
  await server[Symbol.asyncDispose]();
});

describe('an address that nobody may reach', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '0x7f000001',
    '2130706433',
    '127.0.0.1.',
    '１２７.0.0.1',
    '①②⑦.0.0.1',
    '%31%32%37.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '0.0.0.0',
    '0',
    '169.254.169.254',
    '10.0.0.1',
    '[fd00:ec2::254]',
  ])('is refused when written as %s', async (host) => {
    const refused = get(guard(), `https://${host}:${server.port}/`);
    await expect(refused).rejects.toMatchObject({ code: 'address_refused' });
    expect(server.connections).toBe(0);
  });

  it('is refused behind a name, by the resolver of the machine', async () => {
    await expect(get(guard(), `https://localhost:${server.port}/`)).rejects.toMatchObject({
      code: 'address_refused',
    });
    expect(server.connections).toBe(0);
  });

  it.each([
    ['an IPv4 address', ['127.0.0.1']],
    ['public IPv4 and private IPv6', [PUBLIC, 'fd12::1']],
    ['public IPv4 and loopback', [PUBLIC, '127.0.0.1']],
    ['loopback and public IPv6', ['::1', PUBLIC_V6]],
    ['an alias of the metadata service', ['169.254.169.254']],
    ['a mapped address', [PUBLIC_V6, '::ffff:127.0.0.1']],
    ['nonsense', ['127.0.0.1.nip.io']],
  ])('is refused when a name resolves to %s', async (_kind, addresses) => {
    const refused = get(guard({}, answering(addresses)), `https://mcp.example:${server.port}/`);
    await expect(refused).rejects.toMatchObject({ code: 'address_refused' });
    expect(server.connections).toBe(0);
  });

  it('is named by kind and by the typed host, never by the resolved address', async () => {
    const refused = get(guard({}, answering(['10.20.30.40'])), `https://crm.example:${server.port}/`);
    const error = await refused.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      explanation: expect.stringMatching(/^crm\.example leads to a private network/),
    });
    expect(String(error)).not.toContain('10.20.30.40');
  });

  it('looks the same whether something listens there or not', async () => {
    const answer = async (port: number) => {
      const http = guard({ allowedPorts: [port] }, answering(['127.0.0.1']));
      return get(http, `https://mcp.example:${port}/`).catch(String);
    };
    const listening = await answer(server.port);
    const port = server.port;
    await server[Symbol.asyncDispose]();
    server = await CountingServer.tcp();
    expect(await answer(port)).toBe(listening);
  });
});

describe('a name that changes its answer', () => {
  const allowing: Partial<AddressPolicy> = { allowLoopback: true, allowHttp: 'loopback' };

  it('is connected at the address that was checked', async () => {
    const resolver = answering(['127.0.0.1'], ['10.0.0.1']);
    const response = await get(guard(allowing, resolver), `http://mcp.example:${server.port}/`);
    expect(await response.text()).toBe('inside');
    expect(resolver.asked).toBe(1);
  });

  it('is checked again for the next connection', async () => {
    const http = guard(allowing, answering(['127.0.0.1'], ['169.254.169.254']));
    const url = `http://mcp.example:${server.port}/`;
    const first = await get(http, url);
    first.body.destroy();
    await expect(get(http, url)).rejects.toMatchObject({ code: 'address_refused' });
    expect(server.connections).toBe(1);
  });

  it('does not carry plain http away from loopback', async () => {
    const refused = get(guard(allowing, answering([PUBLIC])), `http://mcp.example:${server.port}/`);
    await expect(refused).rejects.toMatchObject({ code: 'scheme_refused' });
  });

  it('does not carry the free choice of ports away from loopback', async () => {
    const http = guard({ ...allowing, allowedPorts: [] }, answering([PUBLIC]));
    await expect(get(http, 'https://mcp.example:22/')).rejects.toMatchObject({ code: 'port_refused' });
  });
});

describe('an address that is refused as it stands', () => {
  it.each([
    ['invalid_url', 'not an address'],
    ['invalid_url', 'https://'],
    ['invalid_url', 'https://[::1%25lo]/'],
    ['invalid_url', 'https://user@127.0.0.1/'],
    ['invalid_url', 'https://user:secret@mcp.example/'],
    ['invalid_url', 'https://mcp.example./'],
    ['invalid_url', 'https://localhost./'],
    ['scheme_refused', 'http://127.0.0.1/'],
    ['scheme_refused', 'file:///etc/passwd'],
    ['scheme_refused', 'gopher://127.0.0.1:70/_x'],
    ['scheme_refused', 'ftp://127.0.0.1/'],
    ['scheme_refused', 'javascript:alert(1)'],
    ['scheme_refused', 'data:text/plain,x'],
    ['scheme_refused', 'ws://127.0.0.1/'],
    ['port_refused', 'https://mcp.example:22/'],
    ['port_refused', 'https://mcp.example:80/'],
    ['port_refused', 'https://mcp.example:5432/'],
  ])('%s: %s', async (code, url) => {
    const resolver = answering([PUBLIC]);
    await expect(get(guard({}, resolver), url)).rejects.toMatchObject({
      code,
      explanation: expect.stringMatching(/\.$/),
    });
    expect(resolver.asked).toBe(0);
  });

  it('refuses the ports of Castellan itself even on loopback', async () => {
    const http = guard({ allowLoopback: true, allowHttp: 'loopback', refusedPorts: [server.port] });
    await expect(get(http, server.origin)).rejects.toMatchObject({ code: 'port_refused' });
    expect(server.connections).toBe(0);
  });

  it('refuses plain http to loopback where the policy allows loopback only over https', async () => {
    await expect(get(guard({ allowLoopback: true }), server.origin)).rejects.toMatchObject({
      code: 'scheme_refused',
    });
    expect(server.connections).toBe(0);
  });
});

describe('names', () => {
  it('says so when a name does not exist', async () => {
    const failing: Resolver = { resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    for (const resolver of [failing, answering([])]) {
      await expect(get(guard({}, resolver), 'https://mcp.example/')).rejects.toMatchObject({
        code: 'dns_failure',
        explanation: expect.stringContaining('mcp.example'),
      });
    }
  });

  it('refuses to start with an allowed range that it cannot understand', () => {
    expect(() => guard({ allowedRanges: ['10.0.0.0/40'] })).toThrow('10.0.0.0/40');
  });
});
