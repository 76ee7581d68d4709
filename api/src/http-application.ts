import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Configuration } from './config/configuration.js';
import { GatewayRoutes } from './gateway/gateway.routes.js';
import { HttpFront } from './platform/http-in/http-front.js';
import { Log } from './platform/telemetry/log.js';

/** The largest body the control plane takes, in bytes. The gateway has a limit of its own. */
const bodyLimit = 1024 * 1024;

/** How long a request may take to arrive, with its body. Answers, such as event streams, take as long as they need. */
const requestTimeoutMs = 60_000;

/** Builds the application and its HTTP server, ready to listen. */
export async function createHttpApplication(configuration: Configuration): Promise<NestFastifyApplication> {
  const front = new HttpFront();
  const adapter = new FastifyAdapter({
    serverFactory: front.createServer,
    bodyLimit,
    // Without it a caller nobody knows yet could keep a connection for as long as they drip.
    requestTimeout: requestTimeoutMs,
    trustProxy: configuration.trustedProxies.length > 0 ? [...configuration.trustedProxies] : false,
    // Needs no order within a millisecond, and every request gets one: Node keeps a stock of random bytes for these.
    genReqId: () => randomUUIDv7(),
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  });
  const application = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(configuration),
    adapter,
    {
      abortOnError: false,
      bufferLogs: true,
    },
  );
  application.useLogger(application.get(Log));
  if (configuration.roles.has('gateway')) front.serve(application.get(GatewayRoutes).take);
  logExchanges(application);
  await application.register(fastifyCookie);
  await application.register(fastifyHelmet, securityHeaders(configuration));
  if (configuration.roles.has('control')) serveConsole(application, configuration);
  return application;
}

/** One line per exchange; the gateway, which stands in front, writes its own. The path without its query: a query may hold what somebody should not have put there. */
function logExchanges(application: NestFastifyApplication): void {
  const log = application.get(Log);
  application
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      log.exchange({
        requestId: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0]?.slice(0, 256) ?? '',
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
      });
      done();
    });
}

/** The console's page: scripts only of our own files, styles also where they carry the nonce of the page. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types angular angular#bundler angular#components',
  ].join('; ');
}

function securityHeaders(configuration: Configuration) {
  const https = configuration.publicUrl.protocol === 'https:';
  return {
    // Whatever is not the console's page is data, and nothing in it may run or be framed.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    hsts: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // Not no-referrer: with that a browser hides its origin from us too, and cross-site requests could not be told apart.
    referrerPolicy: { policy: 'same-origin' as const },
    frameguard: { action: 'deny' as const },
    crossOriginEmbedderPolicy: false,
  };
}

/** The console: files with a hash in their name for ever, its page for every other address a browser asks for. */
function serveConsole(application: NestFastifyApplication, configuration: Configuration): void {
  const root = configuration.webRoot;
  if (!root || !existsSync(join(root, 'index.html'))) return;
  const page = readFileSync(join(root, 'index.html'), 'utf8');
  const fastify = application.getHttpAdapter().getInstance();
  void fastify.register(fastifyStatic, {
    root,
    index: false,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header(
        'cache-control',
        hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  fastify.get('/*', (request, reply) => {
    if (!request.headers.accept?.includes('text/html')) {
      return reply.code(404).send({
        code: 'not_found',
        message: `Nothing is served at ${request.url.split('?')[0]}.`,
        nextStep: 'Check the address.',
      });
    }
    const nonce = randomBytes(16).toString('base64');
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', pagePolicy(nonce))
      .send(page.replaceAll('CSP_NONCE', nonce));
  });
}

/** Names that the build made of their content. */
const hashed = /-[A-Za-z0-9_-]{8}\.(?:js|css|woff2|svg)$/;
