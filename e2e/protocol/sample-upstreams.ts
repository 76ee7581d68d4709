import {
  startSampleServers,
  type SampleServer,
  type SampleServerSlug,
  type SampleServers,
} from '@castellan/demo';
import type { Client } from '@modelcontextprotocol/client';
import type { Client as PreviousClient } from '@modelcontextprotocol/sdk/client/index.js';
import type { Installation } from '../installation/installation.js';
import type { ToolPlan } from '../installation/connectors.js';
import type { Address } from './contact.js';
import { connectV1, connectV2 } from './sdk-clients.js';

/** Sample servers of a test's own, which Acme has as connectors and which can also be asked directly. */
export class SampleUpstreams {
  private constructor(
    private readonly castellan: Installation,
    private readonly servers: SampleServers,
  ) {}

  static async start(castellan: Installation): Promise<SampleUpstreams> {
    return new SampleUpstreams(castellan, await startSampleServers('acme'));
  }

  /** Registers one of them and publishes it to everyone; returns its connector's id. */
  async publish(slug: SampleServerSlug, tools: ToolPlan): Promise<string> {
    const { url, transport, auth } = this.servers.get(slug);
    const { id } = await this.castellan.connectors.publish({
      slug: connectorSlug(slug),
      url,
      transport: transport === 'http-sse' ? 'HTTP_SSE' : 'STREAMABLE_HTTP',
      tools,
      ...(auth.kind === 'header' && { credential: { headerName: auth.header, headerValue: auth.value } }),
    });
    return id;
  }

  /** Where the member reaches a server through the gateway. */
  behindGateway(slug: SampleServerSlug): Address {
    return {
      url: `${this.castellan.url}/mcp/acme/${connectorSlug(slug)}`,
      transport: 'streamable-http',
      headers: { authorization: `Bearer ${this.castellan.memberToken}` },
    };
  }

  /** Asks a server itself, past Castellan. */
  async directly<Answer>(
    slug: SampleServerSlug,
    ask: (client: Client | PreviousClient) => Promise<Answer>,
  ): Promise<Answer> {
    const client = await connectTo(this.servers.get(slug));
    try {
      return await ask(client);
    } finally {
      await client.close();
    }
  }

  /** What a tool answers, past Castellan. */
  call(slug: SampleServerSlug, name: string, input: Record<string, unknown>): Promise<unknown> {
    return this.directly(slug, async (client) => {
      const { structuredContent } = await client.callTool({ name, arguments: input });
      return structuredContent;
    });
  }

  close(): Promise<void> {
    return this.servers.close();
  }
}

/** The sample organization has connectors of the plain names already. */
function connectorSlug(slug: SampleServerSlug): string {
  return `protocol-${slug}`;
}

function connectTo({ url, transport, auth }: SampleServer): Promise<Client | PreviousClient> {
  const headers = auth.kind === 'header' ? { [auth.header]: auth.value } : {};
  const address: Address = { url, transport, headers };
  return transport === 'http-sse' ? connectV1(address) : connectV2(address, 'auto');
}
