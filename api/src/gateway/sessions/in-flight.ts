import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../kernel/request-context.js';
import { memberOf, textOf } from '../../platform/mcp/json/json-value.js';
import { errorCodes, longestId, type JsonRpcId } from '../../platform/mcp/jsonrpc.js';
import { Mailbox } from '../mailbox/mailbox.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';

/** Calls of legacy sessions under way in this process, so that a notification can cancel them. */
@Injectable()
export class InFlight {
  readonly #sessions = new Map<string, Map<string, () => void>>();

  constructor(private readonly mailbox: Mailbox) {
    mailbox.on('cancel', async (letter) => {
      this.#cancel(textOf(letter, 'sessionId') ?? '', memberOf(letter, 'id'));
    });
  }

  /** Registers a call; returns how to say that it ended. Ids must not repeat while a call is under way. */
  begin(
    { organizationId }: RequestContext,
    sessionId: string,
    id: JsonRpcId,
    cancel: () => void,
  ): () => void {
    const key = keyOf(id);
    const calls = this.#sessions.get(sessionId) ?? new Map<string, () => void>();
    if (calls.has(key)) {
      throw new GatewayRefusal('id_in_use', 400, {
        code: errorCodes.invalidRequest,
        message: 'Invalid Request: a request with this id is still under way in this session.',
      });
    }
    this.#sessions.set(sessionId, calls.set(key, cancel));
    const leave = this.mailbox.await(organizationId, sessionId);
    return () => {
      leave();
      calls.delete(key);
      if (calls.size === 0) this.#sessions.delete(sessionId);
    };
  }

  /** Cancels a call of a session. One that is not under way here may be in another process, so all of them hear of it. */
  async cancelled(context: RequestContext, sessionId: string, id: unknown): Promise<void> {
    if (typeof id !== 'string' && typeof id !== 'number') return;
    // No request has such an id, and nobody is to be written to about it.
    if (typeof id === 'string' && id.length > longestId) return;
    if (this.#cancel(sessionId, id)) return;
    await this.mailbox.send(context, sessionId, { kind: 'cancel', content: { sessionId, id } });
  }

  #cancel(sessionId: string, id: unknown): boolean {
    const cancel = this.#sessions.get(sessionId)?.get(keyOf(id));
    cancel?.();
    return cancel !== undefined;
  }
}

/** The number 1 and the text "1" are two ids. */
function keyOf(id: unknown): string {
  return JSON.stringify(id);
}
