import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../kernel/request-context.js';
import { memberOf, textOf } from '../../platform/mcp/json/json-value.js';
import { classifyMessage, type JsonRpcResponse } from '../../platform/mcp/jsonrpc.js';
import { Keyring } from '../../platform/crypto/keyring.js';
import { Mailbox } from '../mailbox/mailbox.js';

const idForm = /^castellan-([0-9a-f-]{36})-([0-9a-f]{16})-([0-9a-f]{64})-(.{1,128})$/;

interface Open {
  readonly onAnswer: (response: JsonRpcResponse) => void;
  /** Ends the wait for letters. */
  readonly leave: () => void;
}

/**
 * Questions of upstreams that wait for the answer of an older client.
 *
 * The upstream's stream lives in one process, and the answer may reach any: a question's id says which one asked, and
 * proves that it was asked in this session. Nobody is written to for an answer that somebody made up.
 */
@Injectable()
export class Questions {
  readonly #open = new Map<string, Map<string, Open>>();

  constructor(
    private readonly mailbox: Mailbox,
    private readonly keyring: Keyring,
  ) {
    mailbox.on('answer', async (letter) => {
      const sessionId = textOf(letter, 'sessionId');
      const answer = classifyMessage(memberOf(letter, 'response'));
      if (sessionId !== undefined && answer.kind === 'response') this.#hand(sessionId, answer.message);
    });
  }

  /** Registers a question in a session; returns the id to ask it under and how to withdraw it. */
  ask(
    { organizationId }: RequestContext,
    sessionId: string,
    onAnswer: (response: JsonRpcResponse) => void,
  ): { id: string; withdraw: () => void } {
    // Two upstream streams of one session may use the same id, so the client sees ids of ours.
    const { address } = this.mailbox;
    const { currentId } = this.keyring;
    const name = randomBytes(8).toString('hex');
    const proof = this.keyring.hmac('question', currentId, boundText(sessionId, address, name));
    const id = `castellan-${address}-${name}-${proof}-${currentId}`;
    const ofSession = this.#open.get(sessionId) ?? new Map<string, Open>();
    const leave = this.mailbox.await(organizationId);
    this.#open.set(sessionId, ofSession.set(id, { onAnswer, leave }));
    return { id, withdraw: () => this.#remove(sessionId, id) };
  }

  /** Hands a client's answer to whoever waits for it in this session, in whatever process; nobody may, by now. */
  async answered(context: RequestContext, sessionId: string, response: JsonRpcResponse): Promise<void> {
    const [, holder = '', name = '', proof = '', keyId = ''] = idForm.exec(String(response.id)) ?? [];
    if (!this.keyring.hmacMatches('question', keyId, boundText(sessionId, holder, name), proof)) return;
    if (holder === this.mailbox.address) this.#hand(sessionId, response);
    else await this.mailbox.send(context, holder, { kind: 'answer', content: { sessionId, response } });
  }

  #hand(sessionId: string, response: JsonRpcResponse): void {
    const id = String(response.id);
    const open = this.#open.get(sessionId)?.get(id);
    this.#remove(sessionId, id);
    open?.onAnswer(response);
  }

  #remove(sessionId: string, id: string): void {
    const ofSession = this.#open.get(sessionId);
    ofSession?.get(id)?.leave();
    ofSession?.delete(id);
    if (ofSession?.size === 0) this.#open.delete(sessionId);
  }
}

function boundText(sessionId: string, address: string, name: string): string {
  return JSON.stringify([sessionId, address, name]);
}
