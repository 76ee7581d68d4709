import { errorCodes, type JsonRpcId } from '../../platform/mcp/jsonrpc.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';

/** Calls of legacy sessions under way in this process, so that a notification can cancel them. */
export class InFlight {
  readonly #calls = new Map<string, () => void>();

  /** Registers a call; returns how to say that it ended. Ids must not repeat while a call is under way. */
  begin(sessionId: string, id: JsonRpcId, cancel: () => void): () => void {
    const key = keyOf(sessionId, id);
    if (this.#calls.has(key)) {
      throw new GatewayRefusal('id_in_use', 400, {
        code: errorCodes.invalidRequest,
        message: 'Invalid Request: a request with this id is still under way in this session.',
      });
    }
    this.#calls.set(key, cancel);
    return () => this.#calls.delete(key);
  }

  cancel(sessionId: string, id: unknown): void {
    if (typeof id === 'string' || typeof id === 'number') this.#calls.get(keyOf(sessionId, id))?.();
  }
}

/** The number 1 and the text "1" are two ids. */
function keyOf(sessionId: string, id: JsonRpcId): string {
  return `${sessionId}/${JSON.stringify(id)}`;
}
