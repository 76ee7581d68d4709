import { Agent } from 'undici';

const timeoutMs = 10_000;
const maxAnswerBytes = 64 * 1024;

/**
 * Sends to one address that the operator wrote into the environment, such as a collector of traces.
 *
 * Unlike everything that members and upstreams choose, this may be in a private network and without TLS: whoever sets
 * the environment can reach it anyway. Redirects are not followed, and answers are small and in time or dropped.
 */
export class OperatorHttp {
  readonly #agent = new Agent({
    connections: 2,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxAnswerBytes,
  });

  constructor(
    private readonly url: URL,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  /** Sends a body and returns the status of the answer. */
  async post(contentType: string, body: Uint8Array): Promise<number> {
    const { statusCode, body: answer } = await this.#agent.request({
      origin: this.url.origin,
      path: this.url.pathname + this.url.search,
      method: 'POST',
      headers: { 'user-agent': 'castellan', ...this.headers, 'content-type': contentType },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.dump();
    return statusCode;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
