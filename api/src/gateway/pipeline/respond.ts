import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import type {
  JsonRpcError,
  JsonRpcId,
  JsonRpcNotification,
  JsonRpcRequest,
} from '../../platform/mcp/jsonrpc.js';
import { SSE_KEEP_ALIVE } from '../../platform/mcp/sse.js';
import type { Replay } from '../streams/replay.js';
import type { Accepts } from './receive.js';

const streamHeaders = {
  'content-type': 'text/event-stream',
  // Tells buffering proxies to pass each event on at once.
  'x-accel-buffering': 'no',
};

/** How long a client may take to read an answer that is complete, in milliseconds; it is kept in memory until then. */
const readWithinMs = 120_000;

/** The way back to the client: one JSON body, or an event stream once something has to be said before the answer. */
export class Answer {
  /** Called when the client leaves before its answer is complete. */
  onGone: () => void = () => undefined;
  /** Called when something was said before the answer. */
  onSaid: () => void = () => undefined;
  #accepts: Accepts = { json: true, stream: false };
  #isGone = false;
  #bytes = 0;
  #isStream = false;
  #timer: NodeJS.Timeout | undefined;
  #replay: Replay | undefined;
  #onKept: () => void = () => undefined;

  readonly #always: Readonly<Record<string, string>>;

  constructor(
    private readonly response: ServerResponse,
    requestId: string,
  ) {
    // Given all at once when it is known what to say: Node keeps headers that are set one by one in a slower way.
    this.#always = {
      // Stands in the audit trail too, so that a person can be told where to look.
      'x-request-id': requestId,
      // No answer may be kept by anybody on the way, nor be taken for something else than it says.
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    };
    response.once('close', () => {
      clearInterval(this.#timer);
      if (response.writableFinished) return;
      this.#isGone = true;
      this.onGone();
    });
  }

  /** The HTTP status that was sent. */
  get status(): number {
    return this.response.statusCode;
  }

  /** Bytes of all bodies and events so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes that wait here for the client to read them. */
  get untaken(): number {
    return this.response.writableLength;
  }

  /** Notes which forms of an answer the client accepts; until then it is plain JSON. */
  accept(accepts: Accepts): void {
    this.#accepts = accepts;
  }

  /** Whether messages can be sent before the answer. */
  get canStream(): boolean {
    return this.#accepts.stream;
  }

  /** Whether the client would rather have a stream than JSON. */
  get prefersStream(): boolean {
    return this.#accepts.prefersStream ?? false;
  }

  /** Calls back when nothing of the answer is left here: the client has taken it, or has left. */
  whenTaken(taken: () => void): void {
    const { response } = this;
    if (response.writableFinished || response.destroyed) return taken();
    // A client that asks and does not read would fill the memory of the process, one answer after the other.
    const timer = setTimeout(() => this.abandon(), readWithinMs).unref();
    const done = () => {
      clearTimeout(timer);
      response.off('finish', done).off('close', done);
      taken();
    };
    response.on('finish', done).on('close', done);
  }

  /** Whether the client was sent away and what is said goes where it will come back for it. */
  get isKept(): boolean {
    return this.#replay !== undefined;
  }

  /**
   * Sends the client away, to come back after a while: what is said from now on is kept until then. Whether it did; a
   * client that has left by itself knows no way back.
   */
  keepIn(replay: Replay, retryMs: number, onKept: () => void): boolean {
    if (this.#isOver) return false;
    clearInterval(this.#timer);
    this.open();
    this.#replay = replay;
    this.#onKept = onKept;
    this.response.end(this.#counted(replay.opening(retryMs)));
    return true;
  }

  /** Sends a client away again that has come back. */
  interrupt(): void {
    this.#replay?.interrupt();
  }

  /** Writes one event as it is, and waits while the client is slow to read. */
  async write(event: string | Buffer): Promise<void> {
    if (this.#isOver) return;
    const isRead = this.response.write(this.#counted(event));
    this.onSaid();
    if (!isRead) await this.#drained();
  }

  /** Opens the event stream, with headers of its own if it is the first thing said. */
  open(headers: Readonly<Record<string, string>> = {}): void {
    if (this.#isStream || this.#isOver) return;
    this.#isStream = true;
    this.response.writeHead(200, { ...this.#always, ...streamHeaders, ...headers });
    this.response.flushHeaders();
  }

  /** After this much silence the stream is opened and kept alive, so that nobody on the way takes the call for dead. */
  keepAlive(everyMs: number): void {
    if (!this.#accepts.stream || this.#replay || this.response.writableEnded) return;
    // It is asked for with each exchange of a call; one that is forgotten would write after the answer.
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      this.open();
      // A client that does not read needs no proof that the server lives.
      if (!this.response.writableNeedDrain) this.response.write(SSE_KEEP_ALIVE);
    }, everyMs).unref();
  }

  /** Sends a message before the answer, and waits while the client is slow to read. */
  async send(message: JsonRpcNotification | JsonRpcRequest): Promise<void> {
    if (this.#replay) return this.#replay.add(JSON.stringify(message));
    if (!this.#accepts.stream || this.#isOver) return;
    this.open();
    await this.write(asEvent(JSON.stringify(message)));
  }

  /** Sends the answer; `text` is one JSON-RPC response. */
  end(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): void {
    clearInterval(this.#timer);
    if (this.#replay) return this.#finish(this.#replay, text);
    // What fails after the answer, as its last line in the trail may, has nobody left to be told to.
    if (this.#isOver) return;
    if (this.#isStream || (!this.#accepts.json && status === 200)) {
      this.open(headers);
      this.response.end(this.#counted(asEvent(text)));
      return;
    }
    const length = Buffer.byteLength(text);
    this.#bytes += length;
    this.response
      .writeHead(status, {
        ...this.#always,
        'content-type': 'application/json',
        'content-length': length,
        ...headers,
      })
      // As text, Node writes it together with the headers: one system call instead of a gathered one.
      .end(text);
  }

  /** Has the connection closed after this answer; without effect where its head was sent. */
  beLast(): void {
    this.response.shouldKeepAlive = false;
  }

  /** Closes the connection, whatever was not read of it yet. */
  abandon(): void {
    // Not by the response: one that waits behind another on the same connection has none, and stays in memory.
    this.response.req.socket.destroy();
  }

  /** Ends without a message: what was sent wants no answer, or nobody wants it any more. */
  close(status: number, headers: Readonly<Record<string, string>> = {}): void {
    clearInterval(this.#timer);
    if (this.#replay) return this.#finish(this.#replay);
    if (this.#isOver) return;
    if (this.#isStream) this.response.end();
    else this.response.writeHead(status, { ...this.#always, ...headers }).end();
  }

  /** Whoever still has something to say after the answer would wait for a reader that is gone. */
  get #isOver(): boolean {
    return this.#isGone || this.response.writableEnded;
  }

  #finish(replay: Replay, text?: string): void {
    replay.over(text);
    this.#onKept();
  }

  #counted(text: string | Buffer): Buffer {
    const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
    this.#bytes += bytes.length;
    return bytes;
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.response.off('drain', done).off('close', done);
        resolve();
      };
      this.response.on('drain', done).on('close', done);
    });
  }
}

/** A response that worked, as text; `resultText` is JSON already. */
export function successText(id: JsonRpcId, resultText: string): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${resultText}}`;
}

/** A response that did not work, as text. */
export function failureText(id: JsonRpcId | null, error: JsonRpcError): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"error":${JSON.stringify(error)}}`;
}

/** The result of a tool that was not run, in words for the model and for the person behind it. */
export function toolRefusal(sentences: readonly string[]): JsonObject {
  return { content: [{ type: 'text', text: sentences.join(' ') }], isError: true };
}

/** JSON text holds no line breaks, so it is one line of data. */
function asEvent(text: string): string {
  return `event: message\ndata: ${text}\n\n`;
}
