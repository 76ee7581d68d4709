import type { JsonRpcMessage } from '../jsonrpc.js';
import { pause } from './deadline.js';
import { handleServerRequest, type LegacySession } from './legacy-session.js';
import type { Listening } from './listening.js';
import type { MessageStream } from './message-stream.js';

const minimumRetryMs = 100;

/** What a legacy server says when something changed, on whatever stream it says it. */
export function isNotice(method: string): boolean {
  return method === 'notifications/resources/updated' || method.endsWith('/list_changed');
}

/** Reads a session's standing stream, and takes it up again where the server gave event ids to do so. */
export async function readStanding(
  session: LegacySession,
  open: (lastEventId: string | undefined) => Promise<MessageStream>,
  listening: Listening,
): Promise<void> {
  let lastEventId: string | undefined;
  let stream = await open(undefined);
  listening.onOpen?.();
  for (;;) {
    try {
      for (let next = await stream.nextMessage(); next; next = await stream.nextMessage()) {
        await hear(session, next, listening);
      }
    } finally {
      stream.destroy();
    }
    lastEventId = stream.lastEventId ?? lastEventId;
    if (lastEventId === undefined) return;
    await pause(Math.max(stream.retryMs, minimumRetryMs), listening.signal);
    stream = await open(lastEventId);
  }
}

/** Nobody waits on this stream for a question: whoever asks here is told so. */
function hear(session: LegacySession, next: JsonRpcMessage, listening: Listening): void | Promise<void> {
  if (next.kind === 'notification') return listening.onNotification(next.message);
  if (next.kind === 'request') return handleServerRequest(session, next.message, undefined, listening.signal);
}
