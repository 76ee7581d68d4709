import { Pool } from 'undici';
import { calledTool } from './offerings.js';

/** What is asked for. */
export type Method = 'tools/call' | 'tools/list';

/** Somebody to ask. */
export interface Target {
  readonly title: string;
  readonly url: string;
  readonly token?: string;
  /** Processor time that its process has used, in microseconds. */
  cpu(): Promise<number>;
}

/** What one slice of a measurement came to. */
export interface Slice {
  readonly requests: number;
  readonly perSecond: number;
  /** Median time to an answer, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the target's process for one request, in microseconds. */
  readonly cpuPerRequest: number;
}

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
};

/** Keeps so many requests under way at a target, over connections that stay open. */
export class Load {
  readonly #pool: Pool;
  readonly #path: string;
  #count = 0;

  constructor(
    private readonly target: Target,
    private readonly method: Method,
    private readonly concurrency: number,
  ) {
    const { origin, pathname } = new URL(target.url);
    this.#pool = new Pool(origin, { connections: concurrency });
    this.#path = pathname;
  }

  /** Measures for so many milliseconds. */
  async run(forMs: number): Promise<Slice> {
    const times: number[] = [];
    const cpuBefore = await this.target.cpu();
    const began = performance.now();
    const until = began + forMs;
    const work = async () => {
      for (let now = performance.now(); now < until; now = performance.now()) {
        await this.#ask();
        times.push(performance.now() - now);
      }
    };
    await Promise.all(Array.from({ length: this.concurrency }, work));
    const took = performance.now() - began;
    const cpu = (await this.target.cpu()) - cpuBefore;
    times.sort((a, b) => a - b);
    return {
      requests: times.length,
      perSecond: (times.length * 1000) / took,
      p50: at(times, 0.5),
      p99: at(times, 0.99),
      cpuPerRequest: cpu / times.length,
    };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #ask(): Promise<void> {
    const id = ++this.#count;
    const { method } = this;
    const isCall = method === 'tools/call';
    const asked = isCall ? { name: calledTool, arguments: { id: `order-${id % 1000}` } } : {};
    const { statusCode, body } = await this.#pool.request({
      path: this.#path,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(isCall && { 'mcp-name': calledTool }),
        ...(this.target.token && { authorization: `Bearer ${this.target.token}` }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...asked, _meta: meta } }),
    });
    const text = await body.text();
    // Whoever answers quickly with a refusal is not fast.
    if (statusCode === 200 && text.includes(isCall ? '"structuredContent"' : '"tools"')) return;
    throw new Error(
      `${this.target.title} answered ${method} with status ${statusCode}: ${text.slice(0, 300)}`,
    );
  }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
