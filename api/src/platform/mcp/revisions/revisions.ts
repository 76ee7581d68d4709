/** `modern` revisions describe every request by itself; `legacy` ones begin with a handshake. */
export type Era = 'modern' | 'legacy';

/** Legacy revisions Castellan speaks, oldest first. */
export const legacyRevisions = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'] as const;

/** Modern revisions Castellan speaks, oldest first. */
export const modernRevisions = ['2026-07-28'] as const;

/** The revision asked for first in each era. */
export const newestRevision = { legacy: '2025-11-25', modern: '2026-07-28' } as const;

/** What a legacy request without a version header speaks. */
export const revisionWithoutHeader = '2025-03-26';

/** Every revision Castellan speaks, as a list of supported versions names them. */
export const supportedRevisions: readonly string[] = [...modernRevisions, ...[...legacyRevisions].reverse()];

/** The era of a revision Castellan speaks. */
export function eraOf(revision: string): Era | undefined {
  if (modernRevisions.some((known) => known === revision)) return 'modern';
  return legacyRevisions.some((known) => known === revision) ? 'legacy' : undefined;
}

/** Whether requests over HTTP name their revision in a header. */
export function hasVersionHeader(revision: string): boolean {
  return revision >= '2025-06-18';
}

/** Requests that a legacy server may send to its client; modern servers ask inside of results instead. */
export const legacyServerRequests: ReadonlySet<string> = new Set([
  'ping',
  'roots/list',
  'sampling/createMessage',
  'elicitation/create',
]);

const shared = [
  'completion/complete',
  'prompts/get',
  'prompts/list',
  'resources/list',
  'resources/read',
  'resources/templates/list',
  'tools/call',
  'tools/list',
] as const;

const requestMethods: Record<Era, ReadonlySet<string>> = {
  legacy: new Set([
    ...shared,
    'initialize',
    'logging/setLevel',
    'ping',
    'resources/subscribe',
    'resources/unsubscribe',
  ]),
  modern: new Set([
    ...shared,
    'server/discover',
    'subscriptions/listen',
    'tasks/cancel',
    'tasks/get',
    'tasks/update',
  ]),
};

/** Whether a client may send this request in an era. */
export function hasMethod(era: Era, method: string): boolean {
  return requestMethods[era].has(method);
}

/** Methods whose modern results say how long they may be kept. */
export const cacheableMethods: ReadonlySet<string> = new Set([
  'prompts/list',
  'resources/list',
  'resources/read',
  'resources/templates/list',
  'server/discover',
  'tools/list',
]);
