import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import { toModernResult } from '../../platform/mcp/revisions/results.js';
import { serverInfoOf } from '../offerings/lists.js';
import { successText } from '../pipeline/respond.js';
import type { AddressedTurn } from '../pipeline/turn.js';

/** A result of the gateway's own in place of a tool's, as text in the words of the client's era. */
export function toolAnswer({ asked, resolved }: AddressedTurn, result: JsonObject): string {
  const { request, era } = asked;
  const translated =
    era === 'modern' ? toModernResult(request.method, result, serverInfoOf(resolved)) : result;
  return successText(request.id, JSON.stringify(translated));
}
