import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import { appsExtension, relayedExtensions, tasksExtension } from '../../platform/mcp/revisions/extensions.js';
import { castellanClient } from '../../platform/mcp/upstream/client-info.js';
import { listable } from '../../policies/decide.js';
import type { CompiledConnector, CompiledPolicy } from '../../policies/policy.js';
import { introductionOf } from '../offerings/lists.js';
import type { Caller } from '../pipeline/authenticate.js';
import type { Asked } from '../pipeline/classify.js';

/** Connectors named in the instructions; the lists name them all. */
const mostNamed = 40;

/** What can be relayed, whichever connectors there are: which of them can what changes while a client is connected. */
const capabilities: JsonObject = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  completions: {},
  logging: {},
  extensions: { [appsExtension]: {}, [tasksExtension]: {} },
};

/** What depends on who asks. */
export interface CallersOffer {
  /** Whether there are so many tools that they are searched. */
  readonly hasSearch: boolean;
  /** Whether there is a resource that can be watched. */
  readonly canWatch: boolean;
}

/** How Castellan introduces itself where it speaks for all connectors: in its own words, and in nobody else's. */
export function castellanIntroduction(
  asked: Asked,
  policy: CompiledPolicy,
  caller: Caller,
  { hasSearch, canWatch }: CallersOffer,
): JsonObject {
  return introductionOf(asked, {
    instructions: instructionsFor(connectorsFor(policy, caller), hasSearch),
    capabilities: {
      ...capabilities,
      resources: { ...(canWatch ? { subscribe: true } : {}), listChanged: true },
      extensions: relayedExtensions(capabilities, { client: asked.era, upstream: asked.era }),
    },
    serverInfo: { ...castellanClient },
  });
}

/** The connectors in which the caller may use anything. */
function connectorsFor(policy: CompiledPolicy, { principal, scope }: Caller): CompiledConnector[] {
  return [...new Set(listable(policy, principal, scope).map(({ connector }) => connector))];
}

function instructionsFor(connectors: readonly CompiledConnector[], hasSearch: boolean): string {
  if (connectors.length === 0)
    return 'Castellan: no connector is published to you, or your token reaches none.';
  const named = connectors.slice(0, mostNamed).map(({ slug, name }) => `${slug} (${oneLine(name)})`);
  const more = connectors.length - named.length;
  return [
    'Castellan passes calls on to the connectors of your organization that you may use.',
    'The name of a tool or prompt begins with its connector and two underscores.',
    ...(hasSearch
      ? ['There are many tools: look for them with find_tools and call them with call_tool.']
      : []),
    `Connectors: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  ].join(' ');
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ');
}
