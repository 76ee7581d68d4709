import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Gateway } from './gateway.js';
import type { Arrival } from './pipeline/receive.js';

interface Address {
  organization: string;
  /** Absent at the organization's aggregated address. */
  connector?: string;
}

/**
 * Hangs the gateway on the HTTP server, in a context of its own beside the framework's controllers: nothing of the
 * control plane runs on this path.
 */
export function addGatewayRoutes(routes: FastifyInstance, gateway: Gateway): void {
  for (const address of ['/mcp/:organization', '/mcp/:organization/:connector']) {
    routes.route<{ Params: Address }>({
      method: ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'],
      url: address,
      exposeHeadRoute: false,
      // Headers for browsers' pages; no browser page is served here, and each costs time on every call.
      helmet: false,
      // Before anything is read or parsed: bodies are read after the caller is known, by the gateway itself.
      onRequest: async (request, reply) => {
        reply.hijack();
        await gateway.handle(request.raw, reply.raw, arrivalOf(request));
      },
      handler: () => undefined,
    });
    routes.get<{ Params: Address }>(
      `/.well-known/oauth-protected-resource${address}`,
      async (request, reply) => {
        const metadata = gateway.resources.metadata(request.params.organization, request.params.connector);
        if (!metadata) return reply.code(404).send({ error: 'not_found' });
        return reply.header('cache-control', 'public, max-age=3600').send(metadata);
      },
    );
  }
}

function arrivalOf({ id, params, raw, ip }: FastifyRequest<{ Params: Address }>): Arrival {
  const userAgent = raw.headers['user-agent'];
  return {
    requestId: id,
    organizationSlug: params.organization,
    connectorSlug: params.connector,
    headers: raw.headers,
    sourceAddress: ip,
    ...(userAgent === undefined ? {} : { userAgent }),
  };
}
