import { Injectable } from '@nestjs/common';
import { canonicalHash } from '../../kernel/canonical-json.js';
import { memberOf, textOf } from '../../platform/mcp/json/json-value.js';
import { errorCodes, type JsonRpcRequest } from '../../platform/mcp/jsonrpc.js';
import { Keyring, type Sealed } from '../../platform/crypto/keyring.js';
import type { Caller } from '../pipeline/authenticate.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';

/** How long a person may take to answer what an upstream asks in the middle of a call. */
const lifetimeMs = 60 * 60_000;

/**
 * Keeps what an upstream wants to hear again when a call is continued.
 *
 * To the upstream all callers of a shared credential are one, so its own check cannot stop one member from continuing
 * another's call. The state is therefore sealed for the member, the connector and the very call it belongs to.
 */
@Injectable()
export class RequestStates {
  constructor(private readonly keyring: Keyring) {}

  seal(state: string, caller: Caller, connectorId: string, request: JsonRpcRequest, now: Date): string {
    const text = JSON.stringify({ state, until: now.getTime() + lifetimeMs });
    return spelled(this.keyring.seal('request-state', bindingOf(caller, connectorId, request), text));
  }

  /** The upstream's own state again; refuses one that was altered, is too old, or belongs to another call. */
  open(sealed: string, caller: Caller, connectorId: string, request: JsonRpcRequest, now: Date): string {
    try {
      const parsed = JSON.parse(Buffer.from(sealed, 'base64url').toString('utf8')) as Sealed;
      // A state has one spelling: what a lenient decoder would forgive was altered as well.
      if (spelled(parsed) !== sealed) throw stateInvalid();
      const text = this.keyring.open('request-state', bindingOf(caller, connectorId, request), parsed);
      const content: unknown = JSON.parse(text);
      const state = textOf(content, 'state');
      const until = memberOf(content, 'until');
      if (state !== undefined && typeof until === 'number' && until > now.getTime()) return state;
    } catch {
      // Altered, sealed elsewhere or no state at all: the same answer.
    }
    throw stateInvalid();
  }
}

/** The state does not belong to this call, to this caller, or to this moment. */
export function stateInvalid(): GatewayRefusal {
  return new GatewayRefusal('state_invalid', 200, {
    code: errorCodes.invalidParams,
    message:
      'Invalid params: this requestState is not valid for this call any more. Make the call again from its beginning.',
  });
}

function spelled({ keyId, nonce, ciphertext, wrappedKey, wrapNonce }: Sealed): string {
  const [a, b, c, d] = [nonce, ciphertext, wrappedKey, wrapNonce].map((text) =>
    Buffer.from(text, 'base64').toString('base64'),
  );
  const sealed = { v: 1, keyId, nonce: a, ciphertext: b, wrappedKey: c, wrapNonce: d };
  return Buffer.from(JSON.stringify(sealed)).toString('base64url');
}

function bindingOf(caller: Caller, connectorId: string, { method, params }: JsonRpcRequest): string[] {
  const call = {
    name: memberOf(params, 'name') ?? null,
    uri: memberOf(params, 'uri') ?? null,
    arguments: memberOf(params, 'arguments') ?? {},
  };
  return [caller.context.organizationId, connectorId, caller.principal.memberId, method, canonicalHash(call)];
}
