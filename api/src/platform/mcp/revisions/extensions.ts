import { memberOf, objectOf, type JsonObject } from '../json/json-value.js';
import { errorCodes } from '../jsonrpc.js';
import type { ProtocolRefusal } from './envelope.js';
import type { Era } from './revisions.js';

/** Long-running calls: a result that is fetched later. */
export const tasksExtension = 'io.modelcontextprotocol/tasks';

/** Pictures of a tool's result; lives in tools and resources that are relayed anyway. */
export const appsExtension = 'io.modelcontextprotocol/ui';

/** Extensions that can be relayed between a client and an upstream of these eras. */
function relayedBetween(client: Era, upstream: Era): readonly string[] {
  if (client !== upstream) return [];
  // Older revisions have tasks of another kind.
  return client === 'modern' ? [appsExtension, tasksExtension] : [appsExtension];
}

/** Whether capabilities name an extension. */
export function hasExtension(capabilities: JsonObject, name: string): boolean {
  return memberOf(objectOf(capabilities, 'extensions'), name) !== undefined;
}

/** The extensions of one side that the other may be told of; undefined when there is none. */
export function relayedExtensions(
  capabilities: JsonObject,
  { client, upstream }: { readonly client: Era; readonly upstream: Era },
): JsonObject | undefined {
  const declared = objectOf(capabilities, 'extensions');
  const kept = relayedBetween(client, upstream)
    .map((name) => [name, memberOf(declared, name)] as const)
    .filter(([, settings]) => settings !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** The refusal of a request that belongs to an extension which its client did not declare. */
export function extensionMissing(name: string): ProtocolRefusal {
  return {
    status: 400,
    error: {
      code: errorCodes.missingClientCapability,
      message: `Missing required client capability: declare the extension ${name} in the client capabilities of this request.`,
      data: { requiredCapabilities: { extensions: { [name]: {} } } },
    },
  };
}
