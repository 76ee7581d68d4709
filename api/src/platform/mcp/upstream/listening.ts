import type { GuardedHttp } from '../../http-out/guarded-http.js';
import type { JsonObject } from '../json/json-value.js';
import type { JsonRpcNotification, JsonRpcRequest } from '../jsonrpc.js';
import { withEnvelope } from '../revisions/envelope.js';
import { mirroredHeaders } from '../revisions/mirrored-headers.js';
import { castellanClient } from './client-info.js';
import { Correlation } from './correlation.js';
import { sendHttp } from './http-messages.js';
import { foreignAnswer, isNoEvidence, noAnswer, upstreamError, violation } from './refusals.js';
import type { EraVerdict, UpstreamTarget } from './target.js';

/** What to listen to on a server, for as long as the signal lets it. */
export interface Listening {
  /** Whose legacy session to listen in; a modern server has none. */
  readonly sessionKey: string;
  readonly clientInfo?: JsonObject;
  /** See `Exchange.clientCapabilities`. */
  readonly clientCapabilities?: JsonObject;
  /** What a modern server is asked to tell; a legacy one tells whatever it does. */
  readonly notifications: JsonObject;
  readonly onNotification: (notification: JsonRpcNotification) => void | Promise<void>;
  /** Called when the server has opened its stream. */
  readonly onOpen?: () => void;
  readonly signal: AbortSignal;
  /** Bytes of one notification of a modern server; enough to say that something changed unless told. */
  readonly maxBytes?: number;
}

/** The longest notification: it says that something changed, not what it is now. */
export const maximumNotice = 256 * 1024;

/** Holds a modern server's `subscriptions/listen` open until the server ends it. */
export async function listenModern(
  http: GuardedHttp,
  target: UpstreamTarget,
  verdict: Pick<EraVerdict, 'revision'>,
  listening: Listening,
): Promise<void> {
  const {
    signal,
    clientCapabilities = {},
    clientInfo = castellanClient,
    maxBytes = maximumNotice,
  } = listening;
  const message: JsonRpcRequest = { jsonrpc: '2.0', id: 0, method: 'subscriptions/listen' };
  const correlation = new Correlation(message);
  const envelope = { protocolVersion: verdict.revision, clientCapabilities, clientInfo };
  const body = {
    ...correlation.outgoing(),
    params: withEnvelope({ notifications: listening.notifications }, envelope),
  };
  const answer = await sendHttp(http, {
    target,
    method: 'POST',
    body,
    headers: mirroredHeaders(body, verdict.revision),
    signal,
    maxBytes,
    isEndless: true,
  });
  if (isNoEvidence(answer.status) || answer.kind === 'foreign') throw foreignAnswer(target, answer);
  if (answer.kind === 'accepted') throw noAnswer(target);
  if (answer.kind === 'message') {
    const { kind, message: answered } = answer.message;
    if (kind === 'response' && correlation.isAnswer(answered)) return;
    throw violation(target, 'answered something that was not asked');
  }
  const { stream } = answer;
  try {
    listening.onOpen?.();
    for (let next = await stream.nextMessage(); next; next = await stream.nextMessage()) {
      if (next.kind === 'notification') await listening.onNotification(next.message);
      else if (next.kind === 'response' && correlation.isAnswer(next.message)) return;
    }
  } catch (error) {
    throw upstreamError(error, target, signal);
  } finally {
    stream.destroy();
  }
}
