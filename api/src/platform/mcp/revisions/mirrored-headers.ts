import { memberOf, objectOf, textOf, type JsonObject } from '../json/json-value.js';
import { errorCodes, type JsonRpcNotification, type JsonRpcRequest } from '../jsonrpc.js';
import { metaKeys, type ProtocolRefusal } from './envelope.js';
import { decodeHeaderValue, encodeHeaderValue } from './header-value.js';
import { parameterHeadersOf, parameterText, type ParameterHeader } from './parameter-headers.js';

/** Header names of both eras, in lower case. */
export const headerNames = {
  protocolVersion: 'mcp-protocol-version',
  method: 'mcp-method',
  name: 'mcp-name',
  session: 'mcp-session-id',
  lastEventId: 'last-event-id',
} as const;

/** Headers of a request as Node gives them: names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Which parameter the name header repeats. */
const nameSources: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/** The headers that repeat a modern message, computed from its body. */
export function mirroredHeaders(
  message: JsonRpcRequest | JsonRpcNotification,
  revision: string,
  inputSchema?: JsonObject,
): Record<string, string> {
  const headers: Record<string, string> = {
    [headerNames.protocolVersion]: revision,
    [headerNames.method]: message.method,
  };
  const name = nameOf(message);
  if (name !== undefined) headers[headerNames.name] = encodeHeaderValue(name);
  for (const parameter of parametersOf(message, inputSchema)) {
    const text = parameterText(parameter, memberOf(message.params, 'arguments'));
    if (text !== undefined) headers[parameter.header] = encodeHeaderValue(text);
  }
  return headers;
}

/**
 * Whether the headers of a modern request say what its body says; policy decides on the body, and whoever stands in
 * front may have decided on the headers.
 */
export function checkMirroredHeaders(
  headers: RequestHeaders,
  message: JsonRpcRequest,
  inputSchema?: JsonObject,
): ProtocolRefusal | undefined {
  const version = memberOf(objectOf(message.params, '_meta'), metaKeys.protocolVersion);
  return (
    checkLiteral(headers, headerNames.protocolVersion, 'MCP-Protocol-Version', version) ??
    checkLiteral(headers, headerNames.method, 'Mcp-Method', message.method) ??
    checkName(headers, message) ??
    checkParameters(headers, message, inputSchema)
  );
}

function checkLiteral(
  headers: RequestHeaders,
  header: string,
  shown: string,
  expected: unknown,
): ProtocolRefusal | undefined {
  const value = single(headers, header);
  if (value === undefined) return mismatch(`the ${shown} header is missing or given more than once`);
  return value === expected ? undefined : mismatch(`the ${shown} header does not say what the body says`);
}

function checkName(headers: RequestHeaders, message: JsonRpcRequest): ProtocolRefusal | undefined {
  const expected = nameOf(message);
  const isPresent = headers[headerNames.name] !== undefined;
  // A body without a name is refused later, for what it is; a header that names something cannot agree with it.
  if (expected === undefined && !isPresent) return undefined;
  if (expected === undefined && !Object.hasOwn(nameSources, message.method)) return undefined;
  const value = single(headers, headerNames.name);
  if (value === undefined) return mismatch('the Mcp-Name header is missing or given more than once');
  const decoded = decodeHeaderValue(value);
  if (decoded === undefined) return mismatch('the Mcp-Name header is not encoded as it must be');
  return decoded === expected ? undefined : mismatch('the Mcp-Name header does not name what the body names');
}

function checkParameters(
  headers: RequestHeaders,
  message: JsonRpcRequest,
  inputSchema: JsonObject | undefined,
): ProtocolRefusal | undefined {
  for (const parameter of parametersOf(message, inputSchema)) {
    const expected = parameterText(parameter, memberOf(message.params, 'arguments'));
    if (expected === undefined && headers[parameter.header] === undefined) continue;
    const value = single(headers, parameter.header);
    if (value === undefined)
      return mismatch(`the ${parameter.header} header is missing or given more than once`);
    const decoded = decodeHeaderValue(value);
    if (decoded === undefined) return mismatch(`the ${parameter.header} header is not encoded as it must be`);
    if (expected === undefined || !agrees(decoded, expected, parameter, message)) {
      return mismatch(`the ${parameter.header} header does not say what the arguments say`);
    }
  }
  return undefined;
}

function agrees(
  decoded: string,
  expected: string,
  parameter: ParameterHeader,
  message: JsonRpcRequest,
): boolean {
  if (decoded === expected) return true;
  const value = parameter.path.reduce<unknown>(
    (at, name) => memberOf(at, name),
    memberOf(message.params, 'arguments'),
  );
  // 42.0 and 42 are the same integer, written differently.
  return typeof value === 'number' && /^-?\d+(\.\d+)?$/.test(decoded) && Number(decoded) === value;
}

function parametersOf(
  message: JsonRpcRequest | JsonRpcNotification,
  inputSchema: JsonObject | undefined,
): readonly ParameterHeader[] {
  if (!inputSchema || message.method !== 'tools/call') return [];
  const parameters = parameterHeadersOf(inputSchema);
  return typeof parameters === 'string' ? [] : parameters;
}

function nameOf(message: JsonRpcRequest | JsonRpcNotification): string | undefined {
  if (!Object.hasOwn(nameSources, message.method)) return undefined;
  return textOf(message.params, nameSources[message.method] ?? '');
}

/** Node joins repeated headers with a comma; a joined value never equals a body value that is a token. */
function single(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function mismatch(what: string): ProtocolRefusal {
  return { status: 400, error: { code: errorCodes.headerMismatch, message: `Header mismatch: ${what}.` } };
}
