import type { JsonRpcMessage, JsonRpcNotification, JsonRpcRequest, JsonRpcResponse } from '../jsonrpc.js';
import type { Correlation } from './correlation.js';
import type { MessageStream } from './message-stream.js';

/** Who hears what arrives before the answer. */
export interface StreamListener {
  notification(message: JsonRpcNotification): void | Promise<void>;
  request(message: JsonRpcRequest): void | Promise<void>;
}

/** Reads a request's own stream up to its answer; undefined if the stream ends without one. */
export async function readAnswer(
  stream: MessageStream,
  correlation: Correlation,
  listener: StreamListener,
): Promise<JsonRpcResponse | undefined> {
  try {
    for (let next = await stream.nextMessage(); next; next = await stream.nextMessage()) {
      const answer = await take(next, correlation, listener);
      if (answer) {
        stream.finish();
        return answer;
      }
    }
    return undefined;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

async function take(
  next: JsonRpcMessage,
  correlation: Correlation,
  listener: StreamListener,
): Promise<JsonRpcResponse | undefined> {
  switch (next.kind) {
    case 'response':
      return correlation.isAnswer(next.message) ? correlation.answerOf(next.message) : undefined;
    case 'request':
      await listener.request(next.message);
      return undefined;
    case 'notification': {
      const notification = correlation.incoming(next.message);
      if (notification) await listener.notification(notification);
      return undefined;
    }
  }
}
