import type { JsonRpcId, JsonRpcResponse } from '../../platform/mcp/jsonrpc.js';

/**
 * Questions of upstreams that wait for a client's answer.
 *
 * The upstream's stream and its session live in this process, so an answer that reaches another replica finds nothing:
 * replicas that serve legacy clients need sessions to stick.
 */
export class Questions {
  readonly #open = new Map<string, Map<string, (response: JsonRpcResponse) => void>>();
  #last = 0;

  /** Registers a question in a session; returns the id to ask it under and how to withdraw it. */
  ask(
    sessionId: string,
    onAnswer: (response: JsonRpcResponse) => void,
  ): { id: string; withdraw: () => void } {
    // Two upstream streams of one session may use the same id, so the client sees ids of ours.
    const id = `castellan-${++this.#last}`;
    const ofSession = this.#open.get(sessionId) ?? new Map<string, (response: JsonRpcResponse) => void>();
    this.#open.set(sessionId, ofSession.set(id, onAnswer));
    return { id, withdraw: () => this.#remove(sessionId, id) };
  }

  /** Hands a client's answer to whoever waits for it in this session; nobody may, by now. */
  answer(sessionId: string, response: JsonRpcResponse): boolean {
    const id = keyOf(response.id);
    const onAnswer = id === undefined ? undefined : this.#open.get(sessionId)?.get(id);
    if (id === undefined || !onAnswer) return false;
    this.#remove(sessionId, id);
    onAnswer(response);
    return true;
  }

  #remove(sessionId: string, id: string): void {
    const ofSession = this.#open.get(sessionId);
    ofSession?.delete(id);
    if (ofSession?.size === 0) this.#open.delete(sessionId);
  }
}

function keyOf(id: JsonRpcId | null | undefined): string | undefined {
  return typeof id === 'string' ? id : undefined;
}
