import type { GuardedHttp } from '../../http-out/guarded-http.js';
import { objectOf } from '../json/json-value.js';
import type { JsonRpcNotification, JsonRpcRequest, JsonRpcResponse } from '../jsonrpc.js';
import { metaKeys, withEnvelope } from '../revisions/envelope.js';
import { mirroredHeaders } from '../revisions/mirrored-headers.js';
import { castellanClient } from './client-info.js';
import { Correlation } from './correlation.js';
import { sendHttp } from './http-messages.js';
import { readAnswer } from './read-answer.js';
import { foreignAnswer, isNoEvidence, noAnswer, upstreamError, violation } from './refusals.js';
import { DEFAULT_MAX_BYTES, type EraVerdict, type Exchange, type UpstreamTarget } from './target.js';

/** One request to a modern server: stateless, its own POST; ending the stream early cancels it. */
export async function exchangeModern(
  http: GuardedHttp,
  target: UpstreamTarget,
  verdict: Pick<EraVerdict, 'revision'>,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<JsonRpcResponse> {
  const correlation = new Correlation(exchange.message);
  const body = enveloped(correlation.outgoing(), verdict.revision, exchange);
  const answer = await sendHttp(http, {
    target,
    method: 'POST',
    body,
    headers: { ...exchange.trace, ...mirroredHeaders(body, verdict.revision, exchange.inputSchema) },
    signal,
    maxBytes: exchange.maxBytes ?? DEFAULT_MAX_BYTES,
    maxDepth: exchange.maxDepth,
    onBytes: exchange.onBytes,
    isRequest: true,
  });
  exchange.onStatus?.(answer.status);
  if (isNoEvidence(answer.status)) throw foreignAnswer(target, answer);
  switch (answer.kind) {
    case 'message':
      if (answer.message.kind === 'response' && correlation.isAnswer(answer.message.message)) {
        return correlation.answerOf(answer.message.message);
      }
      throw violation(target, 'answered something that was not asked');
    case 'stream': {
      const response = await readAnswer(answer.stream, correlation, {
        notification: (message) => exchange.onMessage?.(message),
        request: () => {
          throw violation(target, 'sent a request of its own, which its revision does not have');
        },
      }).catch((error: unknown) => {
        throw upstreamError(error, target, signal);
      });
      if (!response) throw noAnswer(target);
      return response;
    }
    case 'accepted':
      throw noAnswer(target);
    case 'foreign':
      throw foreignAnswer(target, answer);
  }
}

/** Sends a notification that a modern server may know by an extension; the core revision has none over HTTP. */
export async function notifyModern(
  http: GuardedHttp,
  target: UpstreamTarget,
  verdict: EraVerdict,
  notification: JsonRpcNotification,
  signal: AbortSignal,
): Promise<void> {
  const envelope = { protocolVersion: verdict.revision, clientCapabilities: {} };
  const body = { ...notification, params: withEnvelope(notification.params, envelope) };
  const headers = mirroredHeaders(body, verdict.revision);
  const answer = await sendHttp(http, {
    target,
    method: 'POST',
    body,
    headers,
    signal,
    maxBytes: DEFAULT_MAX_BYTES,
  });
  if (answer.kind === 'stream') answer.stream.destroy();
}

function enveloped(message: JsonRpcRequest, revision: string, exchange: Exchange): JsonRpcRequest {
  const meta = objectOf(message.params, '_meta');
  return {
    ...message,
    params: withEnvelope(message.params, {
      protocolVersion: revision,
      clientCapabilities: exchange.clientCapabilities ?? objectOf(meta, metaKeys.clientCapabilities) ?? {},
      clientInfo: exchange.clientInfo ?? objectOf(meta, metaKeys.clientInfo) ?? castellanClient,
    }),
  };
}
