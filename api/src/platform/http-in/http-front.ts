import { createServer, type RequestListener, type Server } from 'node:http';
import type { FastifyServerOptions } from 'fastify';

/** Serves a request, or says that it is not its to serve. */
export type Taker = (...given: Parameters<RequestListener>) => boolean;

/** How long a server that closes waits for requests that are under way, in milliseconds. */
const finishMs = 5_000;

/**
 * The HTTP server, with what is served in front of the framework.
 *
 * The framework goes through a dozen hooks for each request, nearly all of them for browsers. Whoever stands in front
 * has none of that, neither its cost nor its protection.
 */
export class HttpFront {
  #takes: Taker = () => false;

  constructor(private readonly limits = { finishMs }) {}

  /** Serves these before the framework hears of them. */
  serve(takes: Taker): void {
    this.#takes = takes;
  }

  /** As Fastify makes its servers, where it is told to have them made by somebody else. */
  readonly createServer = (
    framework: RequestListener,
    options: Pick<FastifyServerOptions, 'keepAliveTimeout' | 'requestTimeout' | 'connectionTimeout'>,
  ): Server => {
    const server = createServer((request, response) => {
      if (!this.#takes(request, response)) framework(request, response);
    });
    server.keepAliveTimeout = options.keepAliveTimeout ?? server.keepAliveTimeout;
    server.requestTimeout = options.requestTimeout ?? server.requestTimeout;
    server.setTimeout(options.connectionTimeout ?? 0);
    return closingWithin(server, this.limits.finishMs);
  };
}

/**
 * Has a server close in time. Node waits for every connection that has begun a request, and from then on looks after
 * none of them: one whose request never comes to its end would keep the process for ever.
 */
function closingWithin(server: Server, milliseconds: number): Server {
  const close = server.close.bind(server);
  server.close = (closed) => {
    setTimeout(() => server.closeAllConnections(), milliseconds).unref();
    return close(closed);
  };
  return server;
}
