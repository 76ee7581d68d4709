import { toStorable } from '../../kernel/storable-text.js';
import { isJsonObject, type JsonObject } from '../../platform/mcp/json/json-value.js';

/** What a legacy client said of itself when it opened its session. Self-reported: a label, never a reason. */
export interface SessionClient {
  readonly name?: string;
  readonly version?: string;
  readonly capabilities: JsonObject;
  /** The least severe log messages it wants; absent until it says so. */
  readonly logLevel?: string;
}

/** The most a client may say of itself, in characters: real ones say a few hundred. */
const maximumSaid = 16 * 1024;

/** Whether a client says more of itself than is kept for as long as it is served. */
export function saysTooMuch(said: object): boolean {
  return JSON.stringify(said).length > maximumSaid;
}

/**
 * What is kept of a client's own words; undefined if it is too much. They are remembered for every session in every
 * process, so they are bounded, and the database stores neither NUL nor half a character.
 */
export function keptOf(client: SessionClient): SessionClient | undefined {
  if (saysTooMuch(client)) return undefined;
  return JSON.parse(JSON.stringify(client), (_key, value: unknown) => storable(value)) as SessionClient;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return toStorable(value);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [toStorable(key), member]));
}

/** A session of a client that speaks 2025-11-25 or earlier, bound to the token that opened it. */
export interface GatewaySession {
  readonly id: string;
  readonly memberId: string;
  readonly tokenId: string;
  /** Null at the organization's aggregated address. */
  readonly connectorId: string | null;
  readonly revision: string;
  readonly client: SessionClient;
  readonly expiresAt: Date;
}
