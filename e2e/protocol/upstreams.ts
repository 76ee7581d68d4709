import { startSampleServers } from '@castellan/demo';
import type { Client } from '@modelcontextprotocol/client';
import type { Client as PreviousClient } from '@modelcontextprotocol/sdk/client/index.js';
import { startFixtureV1 } from '../conformance/fixture-v1/fixture.js';
import { startFixtureV2 } from '../conformance/fixture-v2/fixture.js';
import { tokenFor, type Installation } from '../installation/installation.js';
import type { ToolPlan } from '../installation/connectors.js';
import type { Address, ToolAnswer } from './contact.js';
import { startEverything } from './everything-server.js';
import type { ToolUse } from './plans/server-plan.js';
import { connectV1, connectV2, contactOf } from './sdk-clients.js';
import type { UpstreamServer } from './upstream-server.js';

/** Servers of a test's own, which Acme has as connectors and which can also be asked directly. */
export class Upstreams {
  private readonly bySlug: ReadonlyMap<string, UpstreamServer>;

  constructor(
    private readonly castellan: Installation,
    private readonly servers: readonly UpstreamServer[],
  ) {
    this.bySlug = new Map(servers.map((server) => [server.slug, server]));
  }

  /** Registers one of them and publishes it to everyone; returns its connector's id. */
  async publish(slug: string, tools: ToolPlan): Promise<string> {
    const { url, transport, headers } = this.#server(slug).address;
    const [credential] = Object.entries(headers).map(([headerName, headerValue]) => ({
      headerName,
      headerValue,
    }));
    const { id } = await this.castellan.connectors.publish({
      slug: connectorSlug(slug),
      url,
      transport: transport === 'http-sse' ? 'HTTP_SSE' : 'STREAMABLE_HTTP',
      tools,
      ...(credential && { credential }),
    });
    return id;
  }

  /** Where the member reaches a server through the gateway. */
  behindGateway(slug: string): Address {
    return {
      url: `${this.castellan.url}/mcp/acme/${connectorSlug(slug)}`,
      transport: 'streamable-http',
      headers: { authorization: `Bearer ${this.castellan.memberToken}` },
    };
  }

  /** Where the member reaches several of them at once, with a token that is good for no others. */
  async behindOneAddress(slugs: readonly string[]): Promise<Address> {
    const connectors = slugs.map((slug) => ({ slug: connectorSlug(slug) }));
    return {
      url: `${this.castellan.url}/mcp/acme`,
      transport: 'streamable-http',
      headers: { authorization: `Bearer ${await tokenFor(this.castellan.member, connectors)}` },
    };
  }

  /** Asks a server itself, past Castellan. */
  async directly<Answer>(
    slug: string,
    ask: (client: Client | PreviousClient) => Promise<Answer>,
  ): Promise<Answer> {
    const { address } = this.#server(slug);
    const client = await (address.transport === 'http-sse' ? connectV1(address) : connectV2(address, 'auto'));
    try {
      return await ask(client);
    } finally {
      await client.close();
    }
  }

  /** What a tool answers, past Castellan. */
  async call(slug: string, { name, arguments: input }: ToolUse): Promise<Result> {
    return resultOf(await this.directly(slug, (client) => contactOf(client).call(name, input)));
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }

  #server(slug: string): UpstreamServer {
    const server = this.bySlug.get(slug);
    if (!server) throw new Error(`There is no server ${slug}.`);
    return server;
  }
}

/** What a tool answered, and not an error of the protocol. */
export type Result = Extract<ToolAnswer, { kind: 'result' }>;

/** The answer, which has to be a result. */
export function resultOf(answer: ToolAnswer): Result {
  if (answer.kind === 'result') return answer;
  throw new Error(`Instead of a result came the error ${answer.code}: ${answer.message}`);
}

/** The sample servers of Acme. */
export async function startSamples(): Promise<UpstreamServer[]> {
  const servers = await startSampleServers('acme');
  return servers.all.map(({ slug, url, transport, auth, close }) => ({
    slug,
    address: { url, transport, headers: auth.kind === 'header' ? { [auth.header]: auth.value } : {} },
    close,
  }));
}

/** The server that shows everything over both its transports, and the fixtures of the conformance suite. */
export async function startOthers(): Promise<UpstreamServer[]> {
  const fixture = async (slug: string, start: typeof startFixtureV1): Promise<UpstreamServer> => {
    const { url, close } = await start();
    return { slug, address: { url, transport: 'streamable-http', headers: {} }, close };
  };
  return Promise.all([
    startEverything('everything-http', 'streamable-http'),
    startEverything('everything-sse', 'http-sse'),
    fixture('fixture-v1', startFixtureV1),
    fixture('fixture-v2', startFixtureV2),
  ]);
}

/** The word of a server's connector: the sample organization has connectors of the plain names already. */
export function connectorSlug(slug: string): string {
  return `protocol-${slug}`;
}
