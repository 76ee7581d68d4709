import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcRequest } from '../../platform/mcp/jsonrpc.js';
import type { CallTrail } from '../pipeline/record.js';
import type { AskedTurn } from '../pipeline/turn.js';
import type { CannotGoOnCode } from '../pipeline/cannot-go-on.js';

/** A call that an upstream may ask something in. */
export interface BridgedCall {
  readonly turn: AskedTurn;
  /** As the upstream is to get it. */
  readonly request: JsonRpcRequest;
  readonly trail: CallTrail;
  readonly inputSchema?: JsonObject | undefined;
  /** Decides once more, as things stand now, whether the caller may make this call on this very contract. Fails where that cannot be known. */
  readonly isStillAllowed: () => Promise<boolean>;
}

/** Why the upstream must not be told an answer now, if there is a reason. */
export async function objectionTo({ isStillAllowed }: BridgedCall): Promise<CannotGoOnCode | undefined> {
  try {
    return (await isStillAllowed()) ? undefined : 'not_allowed_any_more';
  } catch {
    return 'undecided';
  }
}
