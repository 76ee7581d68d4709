import { localhostOriginValidation } from '@modelcontextprotocol/node';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../http/listen.js';

const isLoopbackOrigin = localhostOriginValidation();

/** Where the streamable HTTP servers of the evaluation environment answer. */
export const MCP_PATH = '/mcp';

/** Answers requests that do not belong to the MCP endpoint, or come from a page elsewhere; says whether to go on. */
export function admitToMcp(request: IncomingMessage, response: ServerResponse): boolean {
  if (pathOf(request) !== MCP_PATH) {
    sendJson(response, 404, { error: `The MCP endpoint of this server is ${MCP_PATH}.` });
    return false;
  }
  return isLoopbackOrigin(request, response);
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
