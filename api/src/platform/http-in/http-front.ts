import { createServer, type RequestListener, type Server } from 'node:http';
import type { FastifyServerOptions } from 'fastify';

/** Serves a request, or says that it is not its to serve. */
export type Taker = (...given: Parameters<RequestListener>) => boolean;

/**
 * The HTTP server, with what is served in front of the framework.
 *
 * The framework goes through a dozen hooks for each request, nearly all of them for browsers. Whoever stands in front
 * has none of that, neither its cost nor its protection.
 */
export class HttpFront {
  #takes: Taker = () => false;

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
    return server;
  };
}
