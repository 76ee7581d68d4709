import type { Dispatcher } from 'undici';
import { begin, Departure } from './departure.js';
import { aborted, exchangeFailure, timeout } from './failure.js';
import type { OutboundRequest, OutboundResponse } from './outbound-request.js';
import type { OutboundError } from './outbound-error.js';
import { ReceivedBody } from './received-body.js';
import { responseRefusal, tooLarge } from './response-refusal.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_WHOLE_BODY_MS = 120_000;
const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;

/** One request and its response, from the queue to the last byte, within its limits. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #pending = Promise.withResolvers<OutboundResponse>();
  readonly #maxBytes: number;
  readonly #departure = new Departure();
  #controller: Dispatcher.DispatchController | undefined;
  #body: ReceivedBody | undefined;
  #failure: OutboundError | undefined;
  #finished = false;
  #received = 0;
  #bodyDeadline = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: URL,
    private readonly request: OutboundRequest,
  ) {
    this.#maxBytes = request.maxResponseBytes ?? DEFAULT_MAX_BYTES;
    // Our own clock rather than undici's: it also counts the time spent queued, resolving and connecting.
    this.#timer = startTimer(request.headersTimeoutMs ?? DEFAULT_TIMEOUT_MS, () =>
      this.#finish(timeout(url, 'did not answer')),
    );
    if (request.signal?.aborted) this.#onAbort();
    else request.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** The response as soon as its headers are there and accepted. */
  get response(): Promise<OutboundResponse> {
    return this.#pending.promise;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
    else begin(this.#departure);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: OutboundResponse['headers'],
  ): void {
    if (status < 200 || this.#finished) return;
    const refusal = responseRefusal(this.url, status, headers, this.#maxBytes);
    if (refusal) return this.#finish(refusal);
    this.#limitBodyTime(headers['content-type']);
    this.#body = this.#openBody(controller);
    this.#pending.resolve(new ReceivedResponse(status, headers, this.#body));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#finished) return;
    this.#received += chunk.length;
    if (this.#received > this.#maxBytes) return this.#finish(tooLarge(this.url, this.#maxBytes));
    this.request.onBytes?.(chunk.length);
    // Whoever counts may have had enough, and says so by the signal.
    if (this.request.signal?.aborted) return;
    // A server that drips would never be silent; it is caught by its own next drop.
    if (performance.now() > this.#bodyDeadline) return this.#finish(this.#bodyTimeout());
    this.#timer?.refresh();
    if (!this.#body?.push(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const delivery = this.#body ? 'sent' : this.#departure.delivery;
    this.#finish(exchangeFailure(error, this.url, delivery));
  }

  #openBody(controller: Dispatcher.DispatchController): ReceivedBody {
    return new ReceivedBody({
      resume: () => {
        if (!controller.paused) return;
        this.#timer?.refresh();
        controller.resume();
      },
      abandon: (cause) => {
        const error = aborted(`The answer of ${this.url.host} was not read to its end.`, cause);
        this.#finish(error);
        return error;
      },
    });
  }

  /** Event streams are silent by nature: they get no time limit unless the request names one. */
  #limitBodyTime(contentType: string | string[] | undefined): void {
    clearTimeout(this.#timer);
    const isStream = typeof contentType === 'string' && contentType.startsWith('text/event-stream');
    const silence = this.request.bodyTimeoutMs ?? (isStream ? 0 : DEFAULT_TIMEOUT_MS);
    const whole = this.request.wholeBodyTimeoutMs ?? (isStream || silence === 0 ? 0 : DEFAULT_WHOLE_BODY_MS);
    if (whole > 0) this.#bodyDeadline = performance.now() + whole;
    this.#timer = startTimer(silence, () => {
      const received = this.#received;
      // A busy process hears its clock before its sockets: what came meanwhile is read first.
      setImmediate(() => {
        if (this.#finished) return;
        // A paused body is silent because its reader is slow, not its server.
        const isSilent = this.#received === received && !this.#controller?.paused;
        if (isSilent) this.#finish(this.#bodyTimeout());
        else this.#timer?.refresh();
      });
    });
  }

  #bodyTimeout(): OutboundError {
    return timeout(this.url, 'did not send its whole answer');
  }

  readonly #onAbort = (): void => {
    const reason: unknown = this.request.signal?.reason;
    const isTimeout = reason instanceof Error && reason.name === 'TimeoutError';
    this.#finish(
      isTimeout
        ? timeout(this.url, 'did not finish', reason)
        : aborted(`The request to ${this.url.host} was cancelled.`, reason),
    );
  };

  #finish(error?: OutboundError): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    this.request.signal?.removeEventListener('abort', this.#onAbort);
    if (!error) {
      this.#body?.end();
      return;
    }
    this.#failure = error;
    this.#pending.reject(error);
    this.#body?.end(error);
    this.#controller?.abort(error);
  }
}

class ReceivedResponse implements OutboundResponse {
  constructor(
    readonly status: number,
    readonly headers: OutboundResponse['headers'],
    readonly body: ReceivedBody,
  ) {}

  bytes(): Promise<Buffer> {
    return this.body.bytes();
  }

  async text(): Promise<string> {
    return (await this.bytes()).toString('utf8');
  }
}

function startTimer(ms: number, onTimeout: () => void): NodeJS.Timeout | undefined {
  return ms > 0 ? setTimeout(onTimeout, ms) : undefined;
}
