import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';
import { tools } from './faulty-upstream.js';

/** One call, and what became of it. */
export interface Call {
  readonly nonce: string;
  readonly target: string;
  readonly tool: string;
  readonly began: number;
  readonly ended: number;
  /**
   * `done`: its own nonce came back. `wrong`: another's did. `told`: an answer that says that it failed.
   * `refused`: turned away with an HTTP status. `broken`: no answer at all.
   */
  readonly outcome: 'done' | 'wrong' | 'told' | 'refused' | 'broken';
  readonly said: string;
}

/** Where calls go. */
export interface Target {
  readonly title: string;
  readonly url: string;
  readonly token: string;
}

const WAIT_MS = 30_000;
/** Whoever is turned away tries again, but not in a tight circle. */
const BACK_OFF_MS = 20;

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'faults', version: '1.0.0' },
};

/** Keeps calls under way at every target, reads and writes in turn, each with a nonce of its own. */
export class Load {
  readonly calls: Call[] = [];
  readonly #agent = new Agent({ connections: 64, headersTimeout: WAIT_MS, bodyTimeout: WAIT_MS });
  readonly #stopped = new AbortController();
  readonly #workers: Promise<void>[];

  constructor(targets: readonly Target[], concurrency: number) {
    this.#workers = targets.flatMap((target) =>
      Array.from({ length: concurrency }, (_, index) => this.#work(target, index)),
    );
  }

  /** Waits until so many more calls ended in a way that is asked for, or says that they did not. */
  async until(count: number, wanted: (call: Call) => boolean, withinMs: number): Promise<boolean> {
    const from = this.calls.length;
    for (const limit = Date.now() + withinMs; Date.now() < limit; await pause(20)) {
      if (this.calls.slice(from).filter(wanted).length >= count) return true;
    }
    return false;
  }

  /** Ends when the calls under way have ended. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#workers);
    await this.#agent.close();
  }

  async #work(target: Target, index: number): Promise<void> {
    for (let round = index; !this.#stopped.signal.aborted; round++) {
      const call = await this.#call(target, round % 2 === 0 ? tools.read : tools.write);
      this.calls.push(call);
      if (call.outcome !== 'done') await pause(BACK_OFF_MS);
    }
  }

  async #call({ title, url, token }: Target, tool: string): Promise<Call> {
    const nonce = randomUUID();
    const began = Date.now();
    const outcome = await this.#ask(url, token, tool, nonce);
    return { nonce, target: title, tool, began, ended: Date.now(), ...outcome };
  }

  async #ask(
    url: string,
    token: string,
    tool: string,
    nonce: string,
  ): Promise<Pick<Call, 'outcome' | 'said'>> {
    const { origin, pathname } = new URL(url);
    try {
      const { statusCode, body } = await this.#agent.request({
        origin,
        path: pathname,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/call',
          'mcp-name': tool,
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: nonce,
          method: 'tools/call',
          params: { name: tool, arguments: { nonce }, _meta: meta },
        }),
      });
      const said = await body.text();
      return { outcome: statusCode === 200 ? judge(said, nonce) : 'refused', said: said.slice(0, 300) };
    } catch (error) {
      return { outcome: 'broken', said: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Reads an answer, which may have come as a stream with signs of life before it. */
function judge(said: string, nonce: string): Call['outcome'] {
  const json = said.startsWith('{') ? said : /^data: (\{.*\})$/m.exec(said)?.[1];
  if (json === undefined) return 'broken';
  const { id, result } = JSON.parse(json) as Answer;
  if (id !== nonce) return 'wrong';
  if (!result || result.isError) return 'told';
  return result.content?.[0]?.text === nonce ? 'done' : 'wrong';
}

interface Answer {
  readonly id: unknown;
  readonly result?: { readonly isError?: boolean; readonly content?: readonly { readonly text?: string }[] };
}
