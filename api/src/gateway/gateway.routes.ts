import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { Gateway } from './gateway.js';
import type { Arrival } from './pipeline/receive.js';

interface Address {
  organization: string;
  /** Absent at the organization's aggregated address. */
  connector?: string;
}

const addresses = /^\/mcp\/([^/]+)(?:\/([^/]+))?\/?$/;

/**
 * The gateway's addresses. MCP is served in front of the framework: nothing of the control plane runs on this path, and
 * a call does not pay for what only browsers need.
 */
@Injectable()
export class GatewayRoutes {
  readonly #trusts: ReturnType<typeof proxyAddr.compile> | undefined;

  constructor(
    private readonly gateway: Gateway,
    @Inject(CONFIGURATION) { trustedProxies }: Configuration,
  ) {
    if (trustedProxies.length > 0) this.#trusts = proxyAddr.compile([...trustedProxies]);
  }

  /** Serves a request if it is for the gateway, and says whether it is. */
  readonly take = (request: IncomingMessage, response: ServerResponse): boolean => {
    const address = addressOf(request.url ?? '');
    if (!address) return false;
    void this.gateway.handle(request, response, this.#arrivalOf(request, address));
    return true;
  };

  /** Where clients find out whom to ask for a token: ordinary pages, served by the framework. */
  addMetadata(routes: FastifyInstance): void {
    for (const address of ['/mcp/:organization', '/mcp/:organization/:connector']) {
      routes.get<{ Params: Address }>(
        `/.well-known/oauth-protected-resource${address}`,
        async (request, reply) => {
          const { organization, connector } = request.params;
          const metadata = this.gateway.resources.metadata(organization, connector);
          if (!metadata) return reply.code(404).send({ error: 'not_found' });
          return reply.header('cache-control', 'public, max-age=3600').send(metadata);
        },
      );
    }
  }

  #arrivalOf(request: IncomingMessage, { organization, connector }: Address): Arrival {
    const userAgent = request.headers['user-agent'];
    return {
      // Needs no order within a millisecond, and every request gets one: Node keeps a stock of random bytes for these.
      requestId: randomUUIDv7(),
      organizationSlug: organization,
      ...(connector === undefined ? {} : { connectorSlug: connector }),
      headers: request.headers,
      ...this.#sourceOf(request),
      ...(userAgent === undefined ? {} : { userAgent }),
    };
  }

  /** Who asks, or the nearest of those between who is not trusted to say for whom. */
  #sourceOf(request: IncomingMessage): Pick<Arrival, 'sourceAddress'> {
    const sourceAddress = this.#trusts
      ? proxyAddr.all(request, this.#trusts).at(-1)
      : request.socket.remoteAddress;
    return sourceAddress === undefined ? {} : { sourceAddress };
  }
}

/** What a request's target names, if it is an address of the gateway. Written in full it is one, too. */
function addressOf(target: string): Address | undefined {
  if (!target.includes('/mcp/')) return undefined;
  const path = target.startsWith('/') ? target.split('?', 1)[0] : URL.parse(target)?.pathname;
  const [, organization, connector] = addresses.exec(path ?? '') ?? [];
  if (organization === undefined) return undefined;
  try {
    return {
      organization: decodeURIComponent(organization),
      ...(connector === undefined ? {} : { connector: decodeURIComponent(connector) }),
    };
  } catch {
    // The framework has an answer for addresses that cannot be read.
    return undefined;
  }
}
