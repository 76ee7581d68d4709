import { memberOf, objectOf } from '../json/json-value.js';
import type { JsonRpcId, JsonRpcNotification, JsonRpcRequest, JsonRpcResponse } from '../jsonrpc.js';

const PROGRESS = 'notifications/progress';

let lastId = 0;

/** One request under an id of our own, and the way back to the caller's names. */
export class Correlation {
  /** Unique in this process: callers choose equal ids, and servers answer on shared streams. */
  readonly id = ++lastId;
  readonly #callerId: JsonRpcId;
  readonly #callerToken: unknown;

  constructor(private readonly message: JsonRpcRequest) {
    this.#callerId = message.id;
    this.#callerToken = memberOf(objectOf(message.params, '_meta'), 'progressToken');
  }

  /** The request as it is sent: own id, own progress token, everything else untouched. */
  outgoing(): JsonRpcRequest {
    const { params } = this.message;
    if (this.#callerToken === undefined || !params) return { ...this.message, id: this.id };
    const _meta = { ...objectOf(params, '_meta'), progressToken: this.id };
    return { ...this.message, id: this.id, params: { ...params, _meta } };
  }

  /** Whether a response answers this request. A refusal that could not read the id carries none. */
  isAnswer(response: JsonRpcResponse): boolean {
    return response.id === this.id || response.id === undefined || response.id === null;
  }

  /** The answer with the id that the caller waits for. */
  answerOf(response: JsonRpcResponse): JsonRpcResponse {
    return { ...response, id: this.#callerId };
  }

  /** A notification as the caller knows it, or undefined if it is not about this request. */
  incoming(notification: JsonRpcNotification): JsonRpcNotification | undefined {
    if (notification.method !== PROGRESS) return notification;
    if (this.#callerToken === undefined || progressTokenOf(notification) !== this.id) return undefined;
    return { ...notification, params: { ...notification.params, progressToken: this.#callerToken } };
  }
}

/** What a progress notification is about. */
export function progressTokenOf(notification: JsonRpcNotification): unknown {
  return notification.method === PROGRESS ? memberOf(notification.params, 'progressToken') : undefined;
}
