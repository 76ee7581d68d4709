import type { OutboundResponse } from '../../http-out/outbound-request.js';
import { parseStrictJson, type StrictJsonLimits } from '../json/strict-json.js';
import { classifyMessage, type JsonRpcMessage } from '../jsonrpc.js';
import { SseParser, type SseEvent } from '../sse.js';
import { badJson, violation } from './refusals.js';
import type { UpstreamTarget } from './target.js';

const DRAIN_MS = 1000;
const DEFAULT_RETRY_MS = 1000;

/** The messages of one event stream, in order. */
export class MessageStream {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #parser: SseParser;
  #events: SseEvent[] = [];
  #lastEventId: string | undefined;
  #retryMs = DEFAULT_RETRY_MS;

  constructor(
    private readonly target: UpstreamTarget,
    private readonly body: OutboundResponse['body'],
    private readonly limits: StrictJsonLimits & { readonly maxBytes: number },
  ) {
    this.#chunks = body[Symbol.asyncIterator]();
    this.#parser = new SseParser({ maxEventLength: limits.maxBytes });
  }

  /** The id to resume after, if the server gave one. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }

  /** How long the server wants to be left alone before a resumption. */
  get retryMs(): number {
    return this.#retryMs;
  }

  /** Characters of an event that has begun and is not complete. */
  get held(): number {
    return this.#parser.held;
  }

  /** The next event, or undefined at the end of the stream. */
  async nextEvent(): Promise<SseEvent | undefined> {
    for (;;) {
      const event = this.#events.shift();
      if (event) {
        if (event.id !== undefined) this.#lastEventId = event.id;
        if (event.retry !== undefined) this.#retryMs = event.retry;
        return event;
      }
      const chunk = await this.#chunks.next();
      if (chunk.done) return undefined;
      this.#events = this.#parser.push(chunk.value);
    }
  }

  /** The next message, or undefined at the end of the stream. */
  async nextMessage(): Promise<JsonRpcMessage | undefined> {
    for (let event = await this.nextEvent(); event; event = await this.nextEvent()) {
      const message = this.messageOf(event);
      if (message) return message;
    }
    return undefined;
  }

  /** The message an event carries; events of other types and empty ones carry none. */
  messageOf(event: SseEvent): JsonRpcMessage | undefined {
    if (event.event !== 'message' || event.data === '') return undefined;
    const json = parseStrictJson(event.data, { maxDepth: this.limits.maxDepth });
    if (!json.ok) throw badJson(this.target, json);
    const message = classifyMessage(json.value);
    if (message.kind === 'invalid') throw violation(this.target, 'sent a message that is not JSON-RPC');
    return message;
  }

  /** Ends the stream now; in the modern era this cancels the request. */
  destroy(): void {
    this.body.destroy();
    this.#events = [];
    this.#parser.forget();
  }

  /** Lets the server end the stream by itself, so that its connection can be used again. */
  finish(): void {
    const timer = setTimeout(() => this.destroy(), DRAIN_MS);
    this.#drain()
      .catch(() => undefined)
      .finally(() => clearTimeout(timer));
  }

  async #drain(): Promise<void> {
    while (!(await this.#chunks.next()).done);
  }
}
