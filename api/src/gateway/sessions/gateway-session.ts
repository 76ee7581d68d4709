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

/**
 * What is kept of a client's own words; undefined if it is too much. They are remembered for every session in every
 * process, so they are bounded, and the database stores neither NUL nor half a character.
 */
export function keptOf(client: SessionClient): SessionClient | undefined {
  const text = JSON.stringify(client);
  if (text.length > maximumSaid) return undefined;
  return JSON.parse(text, (_key, value: unknown) => storable(value)) as SessionClient;
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
