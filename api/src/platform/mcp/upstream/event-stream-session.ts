import type { GuardedHttp } from '../../http-out/guarded-http.js';
import type { JsonRpcMessage, JsonRpcNotification, JsonRpcRequest, JsonRpcResponse } from '../jsonrpc.js';
import { McpUpstreamError } from '../upstream-error.js';
import { Correlation, progressTokenOf } from './correlation.js';
import { untilAborted } from './deadline.js';
import {
  initialized,
  initializeRequest,
  readGreeting,
  tellsLog,
  type Greeting,
  type Introduction,
} from './handshake.js';
import { sendHttp, type HttpMessage } from './http-messages.js';
import {
  cancelQuietly,
  goodbyeSignal,
  handleServerRequest,
  legacyRequest,
  SessionLost,
  type LegacySession,
  type Opened,
} from './legacy-session.js';
import { isNotice } from './legacy-listening.js';
import { maximumNotice, type Listening } from './listening.js';
import type { MessageStream } from './message-stream.js';
import { foreignAnswer, hostOf, isNoEvidence, noAnswer, upstreamError, violation } from './refusals.js';
import { DEFAULT_MAX_BYTES, type Exchange, type UpstreamTarget } from './target.js';

interface Waiting {
  readonly correlation: Correlation;
  readonly exchange: Exchange;
  readonly signal: AbortSignal;
  readonly resolve: (response: JsonRpcResponse) => void;
  readonly reject: (error: unknown) => void;
}

/** Characters of the address that messages go to; it is kept for as long as its session. */
const longestEndpoint = 4_096;

/** A session over HTTP+SSE, revision 2024-11-05: answers come on one stream, messages go to the address it names. */
export class EventStreamSession implements LegacySession {
  readonly #waiting = new Map<unknown, Waiting>();
  readonly #over = Promise.withResolvers<void>();
  readonly #listeners = new Set<Listening>();
  #tellsLog = false;
  #isLost = false;

  private constructor(
    private readonly http: GuardedHttp,
    private readonly target: UpstreamTarget,
    private readonly stream: MessageStream,
    private readonly endpoint: URL,
    private readonly life: AbortController,
  ) {}

  /** Opens the stream, learns where messages go, and greets the server. */
  static async open(
    http: GuardedHttp,
    target: UpstreamTarget,
    introduction: Introduction,
    signal: AbortSignal,
  ): Promise<Opened> {
    const life = new AbortController();
    let session: EventStreamSession | undefined;
    const giveUp = () => life.abort(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const onBytes = () => {
        if (session) session.#endIfIdlyHeld();
      };
      const stream = await openStream(http, target, introduction, life.signal, onBytes);
      const endpoint = await endpointOf(target, stream);
      session = new EventStreamSession(http, target, stream, endpoint, life);
      session.#pump().catch(() => undefined);
      return { session, greeting: await session.#greet(introduction, signal) };
    } catch (error) {
      life.abort();
      throw upstreamError(error, target, signal);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  get tellsLog(): boolean {
    return this.#tellsLog;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  async exchange(exchange: Exchange, signal: AbortSignal): Promise<JsonRpcResponse> {
    if (this.#isLost) throw new SessionLost();
    const correlation = new Correlation(exchange.message);
    const answer = this.#await(correlation, exchange, signal);
    // Whoever fails first decides; the other may fail later with nobody listening.
    answer.catch(() => undefined);
    try {
      await this.#post(legacyRequest(correlation), signal, { headers: exchange.trace, isRequest: true });
      return await untilAborted(answer, signal);
    } catch (error) {
      if (signal.aborted) cancelQuietly(this, correlation);
      throw error instanceof SessionLost ? error : upstreamError(error, this.target, signal);
    } finally {
      this.#waiting.delete(correlation.id);
      this.#endIfIdlyHeld();
    }
  }

  async send(message: JsonRpcNotification | JsonRpcResponse, signal: AbortSignal): Promise<void> {
    await this.#post(message, signal);
  }

  async listen(listening: Listening): Promise<void> {
    if (this.#isLost) throw new SessionLost();
    this.#listeners.add(listening);
    try {
      listening.onOpen?.();
      await untilAborted(this.#over.promise, listening.signal);
    } catch (error) {
      throw upstreamError(error, this.target, listening.signal);
    } finally {
      this.#listeners.delete(listening);
    }
  }

  async close(): Promise<void> {
    this.#isLost = true;
    this.life.abort();
  }

  async #greet(introduction: Introduction, signal: AbortSignal): Promise<Greeting> {
    const message = initializeRequest(introduction);
    const response = await this.exchange({ message, sessionKey: '' }, signal);
    const greeting = readGreeting(this.target, response);
    this.#tellsLog = tellsLog(greeting);
    await this.send(initialized, signal);
    return greeting;
  }

  /** What nobody waits for is a notice; the beginning of something longer would be kept for as long as the session. */
  #endIfIdlyHeld(): void {
    if (this.#waiting.size === 0 && this.stream.held > maximumNotice) void this.close();
  }

  #await(correlation: Correlation, exchange: Exchange, signal: AbortSignal): Promise<JsonRpcResponse> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(correlation.id, { correlation, exchange, signal, resolve, reject });
    });
  }

  async #post(
    body: object,
    signal: AbortSignal,
    options: Pick<HttpMessage, 'headers' | 'isRequest'> = {},
  ): Promise<void> {
    const { http, target, endpoint } = this;
    const answer = await sendHttp(http, {
      target,
      url: endpoint,
      method: 'POST',
      body,
      signal,
      maxBytes: DEFAULT_MAX_BYTES,
      ...options,
    });
    if (answer.kind === 'stream') answer.stream.destroy();
    if (answer.status === 404) {
      await this.close();
      throw new SessionLost();
    }
    if (answer.status < 200 || answer.status >= 300) throw foreignAnswer(target, answer);
  }

  async #pump(): Promise<void> {
    let reason: unknown = noAnswer(this.target);
    try {
      for (let next = await this.stream.nextMessage(); next; next = await this.stream.nextMessage()) {
        await this.#dispatch(next);
      }
    } catch (error) {
      reason = upstreamError(error, this.target);
    }
    this.#isLost = true;
    this.stream.destroy();
    this.#over.resolve();
    for (const waiting of this.#waiting.values()) waiting.reject(reason);
  }

  async #dispatch(next: JsonRpcMessage): Promise<void> {
    if (next.kind === 'response') {
      const waiting = this.#waiting.get(next.message.id);
      waiting?.resolve(waiting.correlation.answerOf(next.message));
      return;
    }
    if (next.kind === 'notification' && isNotice(next.message.method)) {
      for (const listener of this.#listeners) await listener.onNotification(next.message);
      return;
    }
    const waiting = this.#addressee(next.message);
    try {
      if (next.kind === 'request') await this.#serverRequest(next.message, waiting);
      else {
        const notification = waiting?.correlation.incoming(next.message);
        if (notification) await waiting?.exchange.onMessage?.(notification);
      }
    } catch (error) {
      waiting?.reject(error);
    }
  }

  /** One stream carries everything: what names no request can only be attributed while a single one is under way. */
  #addressee(message: JsonRpcNotification | JsonRpcRequest): Waiting | undefined {
    const token = progressTokenOf(message);
    if (token !== undefined) return this.#waiting.get(token);
    const [only] = this.#waiting.values();
    return this.#waiting.size === 1 ? only : undefined;
  }

  #serverRequest(request: JsonRpcRequest, waiting: Waiting | undefined): Promise<void> {
    return handleServerRequest(
      this,
      request,
      waiting?.exchange.onMessage,
      waiting?.signal ?? goodbyeSignal(),
    );
  }
}

async function openStream(
  http: GuardedHttp,
  target: UpstreamTarget,
  { maxDepth }: Introduction,
  signal: AbortSignal,
  onBytes: () => void,
): Promise<MessageStream> {
  const limits = { maxBytes: DEFAULT_MAX_BYTES, maxDepth };
  const message = { target, method: 'GET', signal, onBytes, ...limits } as const;
  const answer = await sendHttp(http, message);
  if (answer.kind === 'stream') return answer.stream;
  const isWebPage = answer.kind === 'foreign' && answer.looksLike === 'web_page';
  if (isNoEvidence(answer.status) || isWebPage) throw foreignAnswer(target, answer);
  throw new McpUpstreamError(
    'other_transport',
    `${hostOf(target)} opens no event stream at this address (status ${answer.status}).`,
    'Choose streamable HTTP as the transport, or enter the address of the event stream; it often ends with /sse.',
  );
}

async function endpointOf(target: UpstreamTarget, stream: MessageStream): Promise<URL> {
  const first = await stream.nextEvent();
  if (first?.event !== 'endpoint')
    throw violation(target, 'opened an event stream that does not begin with an endpoint');
  const endpoint = URL.parse(first.data, target.url);
  // The credential is sent to that address: it must not lead elsewhere.
  if (endpoint?.origin !== new URL(target.url).origin || endpoint.username || endpoint.password) {
    throw violation(
      target,
      'names another server as the place to send messages to, and Castellan stays with the one it was given',
    );
  }
  if (endpoint.href.length > longestEndpoint) {
    throw violation(target, 'names a place to send messages to whose address is too long');
  }
  return endpoint;
}
