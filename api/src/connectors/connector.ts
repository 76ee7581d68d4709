import type { Verdict } from '../contracts/scan.js';
import { Refusal } from '../kernel/refusal.js';

export type ConnectorState = 'draft' | 'published' | 'suspended' | 'retired';
export type Transport = 'streamable-http' | 'http-sse';
/**
 * What becomes of an offering that a scan finds new or changed: it is held until a person approves it, approved as it
 * is, or approved and, if it is new, also offered to everyone the connector is published to.
 */
export type ChangeHandling = 'hold' | 'approve' | 'offer';
export type DataClass = 'public' | 'internal' | 'confidential' | 'restricted';

/** A registered MCP server: how it is reached, who answers for it, what state it is in. */
export interface Connector {
  readonly id: string;
  /** The word in its address; never from the server, never changed. */
  readonly slug: string;
  readonly name: string;
  readonly purpose: string;
  readonly dataClass: DataClass;
  readonly ownerId: string;
  readonly url: string;
  readonly transport: Transport;
  readonly authentication: 'none' | 'static-header';
  readonly state: ConnectorState;
  readonly stateSince: Date;
  /** How the server speaks, as of the last scan that reached it. */
  readonly verdict: Verdict | null;
  readonly lastScanId: string | null;
  readonly changeHandling: ChangeHandling;
  /** Who decided so and when; null while nobody has. */
  readonly changeHandlingSetBy: string | null;
  readonly changeHandlingSetAt: Date | null;
  /** How long a call may take; null is the installation's default. */
  readonly callTimeoutSeconds: number | null;
  /** Calls under way at once, per gateway process; null is the installation's default. */
  readonly concurrentCalls: number | null;
  readonly createdAt: Date;
  readonly version: number;
}

/** Acts on a connector's state. Publishing is decided with its audience, see policies/. */
export type Transition = 'suspend' | 'resume' | 'retire';

const transitions: Readonly<
  Record<Transition, { from: readonly ConnectorState[]; to: (published: boolean) => ConnectorState }>
> = {
  suspend: { from: ['published'], to: () => 'suspended' },
  // What was published when it was suspended is published again; its audience was kept.
  resume: { from: ['suspended'], to: (published) => (published ? 'published' : 'draft') },
  retire: { from: ['draft', 'published', 'suspended'], to: () => 'retired' },
};

/** Whether the act makes sense in this state. */
export function canTransition(state: ConnectorState, transition: Transition): boolean {
  return transitions[transition].from.includes(state);
}

/** The state after an act, or a refusal that says why it makes no sense now. */
export function transitioned(
  connector: Connector,
  transition: Transition,
  hasAudience: boolean,
): ConnectorState {
  if (!canTransition(connector.state, transition)) {
    throw new Refusal(
      'wrong_state',
      `A connector that is ${connector.state} cannot be ${transition === 'suspend' ? 'suspended' : transition === 'resume' ? 'resumed' : 'retired'}.`,
      'Reload to see its present state.',
    );
  }
  return transitions[transition].to(hasAudience);
}

const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** Words that would read like something else in an address. */
const reservedSlugs = new Set(['mcp', 'api', 'oauth', 'all', 'new', 'admin']);

export function checkSlug(slug: string): string {
  if (!slugPattern.test(slug) || slug.includes('--') || reservedSlugs.has(slug)) {
    throw new Refusal(
      'invalid_slug',
      `"${slug}" cannot be the word in the connector's address.`,
      'Use 1 to 40 lower-case letters, digits and single hyphens, beginning and ending with a letter or digit.',
      'slug',
    );
  }
  return slug;
}

export function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length < 1 || trimmed.length > 80) {
    throw new Refusal(
      'invalid_name',
      'A connector needs a name of 1 to 80 characters.',
      'Give it one.',
      'name',
    );
  }
  return trimmed;
}

export function checkPurpose(purpose: string): string {
  const trimmed = purpose.trim();
  if (trimmed.length > 500) {
    throw new Refusal(
      'purpose_too_long',
      'The purpose is longer than 500 characters.',
      'Shorten it.',
      'purpose',
    );
  }
  return trimmed;
}

/** Checks how long a call may take. */
export function checkCallTimeout(seconds: number | null): number | null {
  if (seconds === null || (seconds >= 1 && seconds <= 600)) return seconds;
  throw new Refusal(
    'invalid_call_timeout',
    'A call may take between 1 second and 600 seconds.',
    'Choose a number between them, or leave it empty for the default.',
    'callTimeoutSeconds',
  );
}

/** Checks how many calls a server is given at once. */
export function checkConcurrentCalls(calls: number | null): number | null {
  if (calls === null || (calls >= 1 && calls <= 1_000)) return calls;
  throw new Refusal(
    'invalid_concurrent_calls',
    'Between 1 and 1,000 calls may be under way at once.',
    'Choose a number between them, or leave it empty for the default.',
    'concurrentCalls',
  );
}

/** Checks an address that somebody typed. Whether it may be reached is found out when it is. */
export function checkUrl(typed: string): string {
  const url = typed.trim();
  const parsed = URL.parse(url);
  if (!parsed || url.length > 2_000) {
    throw new Refusal(
      'invalid_url',
      `"${url.slice(0, 200)}" is not an address.`,
      'Enter the whole address of the MCP server, such as https://mcp.example.com/mcp.',
      'url',
    );
  }
  if (parsed.username || parsed.password) {
    throw new Refusal(
      'invalid_url',
      'The address contains a user name or password, which everybody who may see connectors would see.',
      'Remove them from the address and save them as a credential instead.',
      'url',
    );
  }
  return url;
}
