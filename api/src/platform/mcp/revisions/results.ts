import { isJsonObject, objectOf, type JsonObject } from '../json/json-value.js';
import { errorCodes, type JsonRpcError } from '../jsonrpc.js';
import { metaKeys } from './envelope.js';
import { cacheableMethods } from './revisions.js';

/**
 * The result as a modern client expects it. Whatever the upstream said about keeping it is narrowed: one caller's
 * answer is nobody else's.
 */
export function toModernResult(method: string, result: JsonObject, serverInfo?: JsonObject): JsonObject {
  return {
    ...result,
    resultType: result['resultType'] ?? 'complete',
    ...(cacheableMethods.has(method) ? { ttlMs: lifetimeOf(result), cacheScope: 'private' } : {}),
    ...(serverInfo ? { _meta: { ...objectOf(result, '_meta'), [metaKeys.serverInfo]: serverInfo } } : {}),
  };
}

/** The result as a legacy client expects it: without what only modern revisions have. */
export function toLegacyResult(method: string, result: JsonObject): JsonObject {
  const { resultType: _resultType, _meta: _ownMeta, ...rest } = result;
  const meta = objectOf(result, '_meta');
  const kept = Object.entries(meta ?? {}).filter(([key]) => key !== metaKeys.serverInfo);
  if (cacheableMethods.has(method)) {
    delete rest['ttlMs'];
    delete rest['cacheScope'];
  }
  const known = method === 'tools/call' ? withStructuredObject(rest) : rest;
  return kept.length === 0 ? known : { ...known, _meta: Object.fromEntries(kept) };
}

/**
 * A tool's definition as a legacy client expects it. An output schema has to describe an object there: for any other
 * one, clients refuse the whole list.
 */
export function toLegacyTool(definition: JsonObject): JsonObject {
  const { outputSchema, ...rest } = definition;
  return !isJsonObject(outputSchema) || outputSchema['type'] === 'object' ? definition : rest;
}

/** Structured content is an object for legacy clients, which refuse the whole result for anything else. */
function withStructuredObject(result: JsonObject): JsonObject {
  const { structuredContent, ...rest } = result;
  if (structuredContent === undefined || isJsonObject(structuredContent)) return result;
  const isSaid = Array.isArray(rest['content']) && rest['content'].length > 0;
  return isSaid ? rest : { ...rest, content: [{ type: 'text', text: JSON.stringify(structuredContent) }] };
}

/** The error as a modern client may see it: the codes that the revision has taken back are replaced. */
export function toModernError(error: JsonRpcError): JsonRpcError {
  return error.code === errorCodes.resourceNotFound ? { ...error, code: errorCodes.invalidParams } : error;
}

/** The HTTP status that belongs to an error a modern server makes itself; errors of a handler travel with 200. */
export function statusOfError(code: number): number {
  switch (code) {
    case errorCodes.methodNotFound:
      return 404;
    case errorCodes.parseError:
    case errorCodes.invalidRequest:
    case errorCodes.headerMismatch:
    case errorCodes.missingClientCapability:
    case errorCodes.unsupportedProtocolVersion:
      return 400;
    default:
      return 200;
  }
}

const modernOnlyErrors: ReadonlySet<number> = new Set([
  errorCodes.headerMismatch,
  errorCodes.missingClientCapability,
  errorCodes.unsupportedProtocolVersion,
]);

/** Whether only a modern server answers with this error. */
export function isModernError(error: JsonRpcError): boolean {
  return modernOnlyErrors.has(error.code);
}

/** What a result says about being more than an answer, such as `input_required`; legacy results say nothing. */
export function resultTypeOf(result: JsonObject): string {
  const type = result['resultType'];
  return typeof type === 'string' ? type : 'complete';
}

function lifetimeOf(result: JsonObject): number {
  const lifetime = result['ttlMs'];
  return typeof lifetime === 'number' && lifetime >= 0 ? lifetime : 0;
}
