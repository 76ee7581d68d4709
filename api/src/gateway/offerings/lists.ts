import type { Clock } from '../../kernel/clock.js';
import { textOf, memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import { implementationOf, metaKeys } from '../../platform/mcp/revisions/envelope.js';
import { relayedExtensions } from '../../platform/mcp/revisions/extensions.js';
import { castellanClient } from '../../platform/mcp/upstream/client-info.js';
import { supportedRevisions } from '../../platform/mcp/revisions/revisions.js';
import { decodeCursor, encodeCursor } from '../../kernel/cursor.js';
import { decide, listable } from '../../policies/decide.js';
import type { OfferingKind } from '../../policies/policy.js';
import type { Caller } from '../pipeline/authenticate.js';
import type { Asked } from '../pipeline/classify.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import type { Resolved } from '../pipeline/resolve.js';

/** Offerings on one page. */
export const pageSize = 100;

/** How long a modern client may keep a list; a change of policy is announced to those who listen. */
const lifetimeMs = 5_000;

export interface ListMethod {
  readonly kind: OfferingKind;
  readonly member: string;
}

/** The list methods, by what they list and what its result calls it. */
export const listMethods: Readonly<Record<string, ListMethod>> = {
  'tools/list': { kind: 'tool', member: 'tools' },
  'resources/list': { kind: 'resource', member: 'resources' },
  'resources/templates/list': { kind: 'resource_template', member: 'resourceTemplates' },
  'prompts/list': { kind: 'prompt', member: 'prompts' },
};

/** A page of a list as JSON text, and how many offerings it names. */
export interface ListPage {
  readonly text: string;
  readonly count: number;
}

/** One page of what the caller may use, from approved contracts: the upstream is not asked. */
export function listPage(method: ListMethod, resolved: Resolved, caller: Caller, asked: Asked): ListPage {
  const after = positionOf(memberOf(asked.request.params, 'cursor'), resolved.policy.version, method.kind);
  const texts: string[] = [];
  let last: string | undefined;
  let hasMore = false;
  const { policy, connector, served } = resolved;
  for (const { offering } of listable(policy, caller.principal, caller.scope, {
    connectorSlug: connector.slug,
    kind: method.kind,
  })) {
    const definition =
      offering.approvedHash === null ? undefined : served.definitions.get(offering.approvedHash);
    if (!definition?.isServable || (after !== undefined && offering.name <= after)) continue;
    if (texts.length === pageSize) {
      hasMore = true;
      break;
    }
    texts.push(definition.jsonFor(asked.era));
    last = offering.name;
  }
  const next = hasMore && last !== undefined ? encodeCursor([policy.version, method.kind, last]) : undefined;
  return { text: listText(method, texts, next, asked, serverInfoOf(resolved)), count: texts.length };
}

/** The result of a list method, from definitions that are JSON already. */
export function listText(
  { member }: ListMethod,
  definitions: readonly string[],
  next: string | undefined,
  asked: Asked,
  serverInfo: JsonObject,
): string {
  const cursor = next === undefined ? '' : `,"nextCursor":${JSON.stringify(next)}`;
  return `{${JSON.stringify(member)}:[${definitions.join(',')}]${cursor}${modernMembers(asked, serverInfo)}}`;
}

/** What a connector is, for `initialize` and `server/discover`: its own words, as far as they were approved. */
export function introduction(resolved: Resolved, caller: Caller, asked: Asked, clock: Clock): JsonObject {
  const { verdict } = resolved.served;
  const extensions = relayedExtensions(verdict.capabilities, { client: asked.era, upstream: verdict.era });
  return introductionOf(asked, {
    instructions: approvedInstructions(resolved, caller, clock),
    capabilities: {
      ...relayedCapabilities(verdict.capabilities),
      // That they are there, in nobody's words: nobody has approved what else is said of them.
      ...(extensions
        ? { extensions: Object.fromEntries(Object.keys(extensions).map((name) => [name, {}])) }
        : {}),
    },
    serverInfo: serverInfoOf(resolved),
  });
}

/** The answer to `initialize` or `server/discover`, in the words of the client's revision. */
export function introductionOf(
  asked: Asked,
  about: {
    readonly instructions?: string;
    readonly capabilities: JsonObject;
    readonly serverInfo: JsonObject;
  },
): JsonObject {
  const { instructions, capabilities, serverInfo } = about;
  const words = instructions === undefined ? {} : { instructions };
  if (asked.era === 'legacy') {
    return { protocolVersion: asked.revision, capabilities, serverInfo, ...words };
  }
  return {
    resultType: 'complete',
    supportedVersions: [...supportedRevisions],
    capabilities,
    ...words,
    ttlMs: lifetimeMs,
    cacheScope: 'private',
    _meta: { [metaKeys.serverInfo]: serverInfo },
  };
}

/** The server as it names itself, never without a name and a version: clients insist on both. */
export function serverInfoOf(resolved: Resolved | undefined): JsonObject {
  // Whoever asks Castellan for everything talks to Castellan, whichever connector does the work.
  if (!resolved || resolved.aggregated) return { ...castellanClient };
  const { connector, served } = resolved;
  const { name, version, title } = implementationOf(served.verdict.serverInfo);
  return { name: name ?? connector.slug, version: version ?? '0', ...(title === undefined ? {} : { title }) };
}

/** Whether the upstream tells of updates of single resources. */
export function offersSubscriptions(upstream: JsonObject): boolean {
  return memberOf(objectOf(upstream, 'resources'), 'subscribe') === true;
}

/** What the upstream can do, less what the gateway does not relay. */
export function relayedCapabilities(upstream: JsonObject): JsonObject {
  const relayed: JsonObject = {};
  for (const kind of ['tools', 'prompts', 'resources']) {
    if (objectOf(upstream, kind)) relayed[kind] = { listChanged: true };
  }
  if (offersSubscriptions(upstream)) relayed['resources'] = { subscribe: true, listChanged: true };
  for (const plain of ['completions', 'logging']) {
    if (objectOf(upstream, plain)) relayed[plain] = {};
  }
  return relayed;
}

function approvedInstructions(resolved: Resolved, caller: Caller, clock: Clock): string | undefined {
  const { policy, connector, served } = resolved;
  for (const { name } of connector.offerings.get('instructions')?.values() ?? []) {
    const decision = decide(policy, {
      principal: caller.principal,
      token: caller.scope,
      connectorSlug: connector.slug,
      offering: { kind: 'instructions', name },
      at: clock.now(),
    });
    if (decision.effect === 'deny' || decision.contractHash === undefined) continue;
    return textOf(served.definitions.get(decision.contractHash)?.definition, 'instructions');
  }
  return undefined;
}

function modernMembers(asked: Asked, serverInfo: JsonObject): string {
  if (asked.era === 'legacy') return '';
  const meta = JSON.stringify({ [metaKeys.serverInfo]: serverInfo });
  return `,"resultType":"complete","ttlMs":${lifetimeMs},"cacheScope":"private","_meta":${meta}`;
}

/** A cursor is good for the policy it was made under: under another one, pages would overlap or leave gaps. */
function positionOf(cursor: unknown, policyVersion: number, kind: OfferingKind): string | undefined {
  if (cursor === undefined) return undefined;
  if (typeof cursor === 'string') {
    // No page ends before its first entry, so the empty cursor can only mean the beginning.
    if (cursor === '') return undefined;
    const [version, ofKind, name] = partsOf(cursor);
    if (version === policyVersion && ofKind === kind && typeof name === 'string') return name;
  }
  throw cursorInvalid();
}

/** A cursor of another list, of another caller, or from before something changed. */
export function cursorInvalid(): GatewayRefusal {
  return new GatewayRefusal('cursor_invalid', 200, {
    code: errorCodes.invalidParams,
    message:
      'Invalid params: this cursor is not valid, or what you may use has changed since. Start again from the first page.',
  });
}

function partsOf(cursor: string): readonly (string | number)[] {
  try {
    return decodeCursor(cursor, ['number', 'text', 'text']);
  } catch {
    return [];
  }
}
