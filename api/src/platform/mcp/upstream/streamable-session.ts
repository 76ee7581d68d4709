import type { GuardedHttp } from '../../http-out/guarded-http.js';
import {
  errorCodes,
  isFailure,
  type JsonRpcError,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '../jsonrpc.js';
import { headerNames } from '../revisions/mirrored-headers.js';
import { hasVersionHeader } from '../revisions/revisions.js';
import { Correlation } from './correlation.js';
import { pause } from './deadline.js';
import {
  initialized,
  initializeRequest,
  readGreeting,
  tellsLog,
  type Greeting,
  type Introduction,
} from './handshake.js';
import { sendHttp, type HttpAnswer, type HttpMessage } from './http-messages.js';
import {
  cancelQuietly,
  goodbyeSignal,
  handleServerRequest,
  legacyRequest,
  SessionLost,
  type LegacySession,
  type Opened,
} from './legacy-session.js';
import { readStanding } from './legacy-listening.js';
import { maximumNotice, type Listening } from './listening.js';
import type { MessageStream } from './message-stream.js';
import { readAnswer, type StreamListener } from './read-answer.js';
import { foreignAnswer, isNoEvidence, noAnswer, upstreamError, violation } from './refusals.js';
import { DEFAULT_MAX_BYTES, type Exchange, type UpstreamTarget } from './target.js';

const MIN_RETRY_MS = 100;
const sessionIdForm = /^[\x21-\x7e]{1,1024}$/;

/** A session over streamable HTTP, revisions 2025-03-26 to 2025-11-25. */
export class StreamableSession implements LegacySession {
  #isLost = false;
  #headers: Record<string, string> = {};
  #tellsLog = false;
  #hasSession = false;

  private constructor(
    private readonly http: GuardedHttp,
    private readonly target: UpstreamTarget,
  ) {}

  /** Greets the server and begins a session. */
  static async open(
    http: GuardedHttp,
    target: UpstreamTarget,
    introduction: Introduction,
    signal: AbortSignal,
  ): Promise<Opened> {
    const session = new StreamableSession(http, target);
    return { session, greeting: await session.#greet(introduction, signal) };
  }

  get tellsLog(): boolean {
    return this.#tellsLog;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  async exchange(exchange: Exchange, signal: AbortSignal): Promise<JsonRpcResponse> {
    const correlation = new Correlation(exchange.message);
    try {
      return await this.#request(legacyRequest(correlation), correlation, exchange, signal);
    } catch (error) {
      if (signal.aborted) cancelQuietly(this, correlation);
      throw error;
    }
  }

  async send(message: JsonRpcNotification | JsonRpcResponse, signal: AbortSignal): Promise<void> {
    const answer = await this.#post(message, signal, DEFAULT_MAX_BYTES);
    if (answer.kind === 'stream') answer.stream.destroy();
    if (answer.status >= 400 && answer.kind === 'foreign') {
      throw foreignAnswer(this.target, answer);
    }
  }

  async listen(listening: Listening): Promise<void> {
    const { signal } = listening;
    const open = (lastEventId: string | undefined) => this.#openStream(lastEventId, maximumNotice, signal);
    await readStanding(this, open, listening).catch((error: unknown) => {
      throw error instanceof SessionLost ? error : upstreamError(error, this.target, signal);
    });
  }

  async close(): Promise<void> {
    if (!this.#hasSession || this.#isLost) return;
    this.#isLost = true;
    const { http, target } = this;
    const goodbye = {
      target,
      method: 'DELETE',
      headers: this.#headers,
      maxBytes: DEFAULT_MAX_BYTES,
    } as const;
    const answer = await sendHttp(http, { ...goodbye, signal: goodbyeSignal() }).catch(() => undefined);
    if (answer?.kind === 'stream') answer.stream.destroy();
  }

  async #greet(introduction: Introduction, signal: AbortSignal): Promise<Greeting> {
    const request = initializeRequest(introduction);
    const correlation = new Correlation(request);
    const answer = await this.#post(correlation.outgoing(), signal, DEFAULT_MAX_BYTES);
    const response = await this.#answerOf(answer, correlation, { message: request, sessionKey: '' }, signal);
    const greeting = readGreeting(this.target, response);
    this.#tellsLog = tellsLog(greeting);
    const id = answer.headers[headerNames.session];
    if (id !== undefined) {
      if (typeof id !== 'string' || !sessionIdForm.test(id)) {
        throw violation(this.target, 'gave a session id that cannot be sent back');
      }
      this.#hasSession = true;
      this.#headers = { [headerNames.session]: id };
    }
    if (hasVersionHeader(greeting.revision)) {
      this.#headers = { ...this.#headers, [headerNames.protocolVersion]: greeting.revision };
    }
    await this.send(initialized, signal);
    return greeting;
  }

  async #request(
    body: JsonRpcRequest,
    correlation: Correlation,
    exchange: Exchange,
    signal: AbortSignal,
  ): Promise<JsonRpcResponse> {
    const { maxBytes = DEFAULT_MAX_BYTES, maxDepth, onBytes, trace: headers } = exchange;
    const answer = await this.#post(body, signal, maxBytes, { headers, maxDepth, onBytes, isRequest: true });
    if (this.#hasSession && saysSessionIsGone(answer)) {
      this.#isLost = true;
      throw new SessionLost();
    }
    exchange.onStatus?.(answer.status);
    return this.#answerOf(answer, correlation, exchange, signal);
  }

  async #answerOf(
    answer: HttpAnswer,
    correlation: Correlation,
    exchange: Exchange,
    signal: AbortSignal,
  ): Promise<JsonRpcResponse> {
    if (isNoEvidence(answer.status)) throw foreignAnswer(this.target, answer);
    switch (answer.kind) {
      case 'message': {
        const { kind, message } = answer.message;
        if (kind === 'response' && correlation.isAnswer(message)) return correlation.answerOf(message);
        throw violation(this.target, 'answered something that was not asked');
      }
      case 'stream':
        return this.#readStream(answer.stream, correlation, exchange, signal).catch((error: unknown) => {
          throw upstreamError(error, this.target, signal);
        });
      case 'accepted':
        throw noAnswer(this.target);
      case 'foreign':
        throw foreignAnswer(this.target, answer);
    }
  }

  /** A server may close the stream and have the client come back for the rest. */
  async #readStream(
    first: MessageStream,
    correlation: Correlation,
    exchange: Exchange,
    signal: AbortSignal,
  ): Promise<JsonRpcResponse> {
    const listener: StreamListener = {
      notification: (message) => exchange.onMessage?.(message),
      request: (message) => handleServerRequest(this, message, exchange.onMessage, signal),
    };
    let stream = first;
    let lastEventId: string | undefined;
    for (;;) {
      const answer = await readAnswer(stream, correlation, listener);
      if (answer) return answer;
      lastEventId = stream.lastEventId ?? lastEventId;
      if (lastEventId === undefined) throw noAnswer(this.target);
      exchange.onPolling?.(stream.retryMs);
      await pause(Math.max(stream.retryMs, MIN_RETRY_MS), signal);
      stream = await this.#resume(lastEventId, exchange, signal);
    }
  }

  async #resume(
    lastEventId: string,
    { maxBytes = DEFAULT_MAX_BYTES, maxDepth, onBytes }: Exchange,
    signal: AbortSignal,
  ): Promise<MessageStream> {
    const answer = await this.#get(lastEventId, { maxBytes, maxDepth, onBytes }, signal);
    if (answer.kind !== 'stream') throw noAnswer(this.target);
    return answer.stream;
  }

  /** The session's standing stream, from the beginning or from where it was left. */
  async #openStream(
    lastEventId: string | undefined,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<MessageStream> {
    const answer = await this.#get(lastEventId, { maxBytes }, signal);
    if (answer.kind === 'stream') return answer.stream;
    if (answer.status !== 404 || !this.#hasSession) throw foreignAnswer(this.target, answer);
    this.#isLost = true;
    throw new SessionLost();
  }

  #get(
    lastEventId: string | undefined,
    limits: Pick<HttpMessage, 'maxBytes' | 'maxDepth' | 'onBytes'>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const resumed: Record<string, string> =
      lastEventId === undefined ? {} : { [headerNames.lastEventId]: lastEventId };
    const { http, target } = this;
    const headers = { ...this.#headers, ...resumed };
    return sendHttp(http, { ...limits, target, method: 'GET', headers, signal });
  }

  #post(
    body: object,
    signal: AbortSignal,
    maxBytes: number,
    options: Pick<HttpMessage, 'headers' | 'maxDepth' | 'onBytes' | 'isRequest'> = {},
  ): Promise<HttpAnswer> {
    const { http, target } = this;
    const headers = { ...options.headers, ...this.#headers };
    return sendHttp(http, { ...options, target, method: 'POST', body, headers, signal, maxBytes });
  }
}

/** 404 by the specification; widespread servers say it with 400 and their own error. Either way nothing was done. */
function saysSessionIsGone(answer: HttpAnswer): boolean {
  const error = errorOf(answer);
  if (answer.status === 404) return error?.code !== errorCodes.methodNotFound;
  if (answer.status !== 400 || !error) return false;
  const isAboutSession = error.code === errorCodes.serverError && /session/i.test(error.message);
  return isAboutSession || error.code === errorCodes.sessionNotFound;
}

function errorOf(answer: HttpAnswer): JsonRpcError | undefined {
  if (answer.kind !== 'message' || answer.message.kind !== 'response') return undefined;
  const { message } = answer.message;
  return isFailure(message) ? message.error : undefined;
}
