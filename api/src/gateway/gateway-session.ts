import type { JsonObject } from '../platform/mcp/json/json-value.js';

/** What a legacy client said of itself when it opened its session. Self-reported: a label, never a reason. */
export interface SessionClient {
  readonly name?: string;
  readonly version?: string;
  readonly capabilities: JsonObject;
  /** The least severe log messages it wants; absent until it says so. */
  readonly logLevel?: string;
}

/** A session of a client that speaks 2025-11-25 or earlier, bound to the token that opened it. */
export interface GatewaySession {
  readonly id: string;
  readonly memberId: string;
  readonly tokenId: string;
  readonly connectorId: string;
  readonly revision: string;
  readonly client: SessionClient;
  readonly expiresAt: Date;
}
