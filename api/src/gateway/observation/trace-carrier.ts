import { memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcRequest } from '../../platform/mcp/jsonrpc.js';
import type { Era } from '../../platform/mcp/revisions/revisions.js';
import type { ExchangeTrace } from '../../platform/telemetry/traces.js';
import { traceFields, type TraceFields } from '../../platform/telemetry/trace-context.js';

/** A message's own trace context stands in its `_meta`. */
export function adoptTrace(trace: ExchangeTrace, params: JsonObject | undefined): void {
  const meta = objectOf(params, '_meta');
  if (meta && memberOf(meta, 'traceparent') !== undefined) trace.adopt(meta);
}

/**
 * The request with the trace context for its upstream instead of what the caller wrote: in the modern era it stands in
 * `_meta`, in the legacy era only where the caller put it there; headers say it in both.
 */
export function withTrace(request: JsonRpcRequest, trace: TraceFields, era: Era): JsonRpcRequest {
  const meta = objectOf(request.params, '_meta');
  const isSaid = meta !== undefined && traceFields.some((field) => Object.hasOwn(meta, field));
  const isToBeSaid = era === 'modern' && trace['traceparent'] !== undefined;
  if (!isSaid && !isToBeSaid) return request;
  const { traceparent: _parent, tracestate: _state, baggage: _baggage, ...kept } = meta ?? {};
  return { ...request, params: { ...request.params, _meta: { ...kept, ...trace } } };
}
