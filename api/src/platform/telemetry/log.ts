import { Inject, Injectable, type LoggerService, type OnApplicationShutdown } from '@nestjs/common';
import pino, { type Logger } from 'pino';
import { CONFIGURATION, type Configuration } from '../../config/configuration.js';
import { Refusal } from '../../kernel/refusal.js';
import { GatheredLines } from './gathered-lines.js';
import type { ExchangeFacts, GatewayExchangeFacts } from './exchange-facts.js';

/** Fields that may hold a credential, wherever they turn up. */
const secretPaths = [
  'authorization',
  'cookie',
  'token',
  'secret',
  'password',
  'headerValue',
  'client_secret',
  'id_token',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** How long a line may wait for others; what went wrong does not wait. */
const flushEveryMs = 100;

/** One JSON line per event, with secrets removed by name and error texts cut of statements' parameters. */
@Injectable()
export class Log implements LoggerService, OnApplicationShutdown {
  readonly root: Logger;
  private readonly tellsExchanges: boolean;
  private readonly output = new GatheredLines(1, flushEveryMs);

  constructor(@Inject(CONFIGURATION) configuration: Configuration) {
    this.root = pino(
      {
        level: configuration.logLevel,
        base: { service: 'castellan' },
        redact: { paths: secretPaths, censor: '[removed]' },
        serializers: { err: describeError },
      },
      this.output,
    );
    this.tellsExchanges = this.root.isLevelEnabled('info');
  }

  /** Writes what still waits: a process that is ended by a signal has no later chance. */
  onApplicationShutdown(): void {
    this.output.end();
  }

  /** One line as pino would write it, in a fraction of the time: its shape is closed, so there are no secrets to look for. */
  exchange(facts: ExchangeFacts | GatewayExchangeFacts): void {
    if (!this.tellsExchanges) return;
    this.output.write(
      `{"level":${pino.levels.values['info']},"time":${Date.now()},"service":"castellan",${JSON.stringify(facts).slice(1, -1)},"msg":"exchange"}\n`,
    );
  }

  info(fields: object, message: string): void {
    this.root.info(fields, message);
  }

  // Nest's own logger calls these with a message and a context.
  log(message: unknown, context?: unknown): void {
    this.root.debug({ context }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.root.debug({ context }, String(message));
  }

  warn(fields: unknown, message?: unknown): void {
    if (typeof fields === 'object' && fields !== null) this.root.warn(fields, String(message ?? ''));
    else this.root.warn({ context: message }, String(fields));
    this.output.flush();
  }

  error(fields: unknown, message?: unknown): void {
    // Nest reports whatever a resolver throws; a refusal is an answer, and no fault of anything.
    if (fields instanceof Refusal) {
      this.root.info({ code: fields.code }, fields.message);
      return;
    }
    if (typeof fields === 'object' && fields !== null) this.root.error(fields, String(message ?? ''));
    else this.root.error({ detail: message }, String(fields));
    this.output.flush();
  }
}

/** An error for the log: name, message, stack and cause, without the properties drivers hang on it (parameters, rows). */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: typeof error };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
