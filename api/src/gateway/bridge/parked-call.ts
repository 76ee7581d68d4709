import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { isJsonObject, memberOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import {
  errorCodes,
  failure,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '../../platform/mcp/jsonrpc.js';
import { canAnswer, questionFor, questionOf, type Question } from '../../platform/mcp/revisions/questions.js';
import { Deadline } from '../../platform/mcp/upstream/deadline.js';
import type { Dialogue, Reply } from '../calls/relay.js';
import type { Inspection } from '../results/inspection.js';
import type { GatewayLimits } from '../limits/limits.js';
import { Stopping } from '../pipeline/stopping.js';
import { CannotGoOn, type CannotGoOnCode } from '../pipeline/cannot-go-on.js';

/** Whose call it is; nobody else may go on with it. */
export interface ParkedOwner {
  readonly organizationId: string;
  readonly memberId: string;
  readonly tokenId: string;
  readonly connectorId: string;
}

/** What a call came to for now: its answer, or questions whose answers its client has to come back with. */
export type Step = {
  /** What was found in what the upstream said, for the audit trail. */
  readonly found?: Inspection['details'];
} & (
  | { readonly kind: 'answer'; readonly response: JsonRpcResponse }
  | {
      readonly kind: 'asked';
      readonly inputRequests: JsonObject;
      readonly call: string;
      readonly round: string;
    }
);

/** How a call ended upstream: with an answer, or with none. */
export type Ended = { readonly response: JsonRpcResponse } | { readonly error: unknown };

/** Who waits for a step of a call. */
export interface Waiter {
  readonly signal: AbortSignal;
  readonly notified?: (message: JsonRpcNotification) => Promise<void>;
}

interface Open {
  readonly question: Question;
  readonly reply: Reply;
}

/** Questions that a server asks at once are put together; a person does not notice the wait. */
const gatherMs = 50;

/**
 * A call that stays open upstream while its client comes and goes.
 *
 * One request at a time waits for it. When its upstream asks something, that request ends with the questions, and a
 * later one brings the answers of just this round.
 */
export class ParkedCall implements Dialogue {
  readonly id = randomBytes(16).toString('base64url');
  readonly #open = new Map<string, Open>();
  readonly #life = new AbortController();
  readonly #begun = Promise.withResolvers<void>();
  #answer: Promise<JsonRpcResponse> | undefined;
  #ended: Ended | undefined;
  #onAsked: () => void = () => undefined;
  #onNotification: Waiter['notified'];
  #names = 0;
  /** Characters of everything that was asked, and of that since the client left. */
  #asked = 0;
  #askedAway = 0;
  #rounds = 0;
  #round: string | undefined;

  constructor(
    readonly owner: ParkedOwner,
    private readonly clientCapabilities: JsonObject,
    private readonly connectorName: string,
    private readonly limits: GatewayLimits,
    /** Milliseconds the upstream has to answer, or to ask. */
    private readonly callMs: number,
  ) {}

  get signal(): AbortSignal {
    return this.#life.signal;
  }

  get timeoutMs(): number {
    return this.limits.conversationMs;
  }

  /** How it ended, if it has: nobody may be there to hear so. */
  get ended(): Ended | undefined {
    return this.#ended;
  }

  /** Characters it holds of what was asked. */
  get held(): number {
    return this.#asked;
  }

  /** Takes over the exchange with the upstream. */
  begin(answer: Promise<JsonRpcResponse>): void {
    this.#answer = answer.then((response) => this.#kept(response));
    this.#answer.then(
      (response) => (this.#ended = { response }),
      (error: unknown) => (this.#ended = { error }),
    );
  }

  began(): void {
    this.#begun.resolve();
  }

  /** Ends the call upstream; whoever waits for it is told the reason, which is returned as well. */
  end(code: CannotGoOnCode): CannotGoOn {
    const reason = new CannotGoOn(code, this.connectorName);
    this.#life.abort(reason);
    return reason;
  }

  /** Waits for what the call comes to next. Whoever leaves while waiting cancels it, and so does the time limit. */
  async next(waiter: Waiter): Promise<Step> {
    this.#onNotification = waiter.notified;
    await Promise.race([this.#begun.promise, this.#answer?.catch(() => undefined)]);
    const patience = new Deadline(waiter.signal, this.callMs);
    const giveUp = () => this.#life.abort(patience.signal.reason);
    patience.signal.addEventListener('abort', giveUp, { once: true });
    if (patience.signal.aborted) giveUp();
    try {
      await this.#askedOrEnded();
      if (this.#ended || this.signal.aborted) return { kind: 'answer', response: await this.#outcome() };
      if (++this.#rounds <= this.limits.roundsPerCall) return this.#inNextRound();
      this.end('too_many_rounds');
      return { kind: 'answer', response: await this.#outcome() };
    } finally {
      patience.end();
      this.#onNotification = undefined;
    }
  }

  /** Brings the answers of a round to the upstream; false if this round is not waited for. */
  bring(round: string, answers: JsonObject): boolean {
    if (round !== this.#round) return false;
    this.#round = undefined;
    this.#askedAway = 0;
    for (const [name, { reply }] of [...this.#open]) {
      const result = memberOf(answers, name);
      // What is missing is asked for once more.
      if (!isJsonObject(result)) continue;
      this.#open.delete(name);
      // If the upstream does not hear an answer, its call ends by the time limit.
      reply({ jsonrpc: '2.0', id: 0, result }).catch(() => undefined);
    }
    return true;
  }

  async notified(message: JsonRpcNotification): Promise<void> {
    await this.#onNotification?.(message);
  }

  async asked(request: JsonRpcRequest, reply: Reply, leave: () => void): Promise<void> {
    const question = questionOf(request);
    if (question && canAnswer(this.clientCapabilities, question)) {
      const length = JSON.stringify(request.params ?? {}).length;
      this.#asked += length;
      if (this.#isAway) this.#askedAway += length;
      const { resultBytes, parkedCharacters, questionsAtOnce } = this.limits;
      const isTooMuch = this.#asked > resultBytes || this.#askedAway > parkedCharacters;
      if (this.#open.size >= questionsAtOnce || isTooMuch) {
        this.end('too_many_rounds');
        return;
      }
      this.#open.set(`question-${++this.#names}`, { question, reply });
      leave();
      return this.#onAsked();
    }
    await reply(
      failure(request.id, errorCodes.methodNotFound, 'The client of this call cannot be asked this.'),
    );
  }

  /** Whether it waits for its client to come back. */
  get #isAway(): boolean {
    return this.#round !== undefined;
  }

  #kept(response: JsonRpcResponse): JsonRpcResponse {
    if (!this.#isAway || JSON.stringify(response).length <= this.limits.parkedCharacters) return response;
    throw new CannotGoOn('answer_not_kept', this.connectorName);
  }

  async #askedOrEnded(): Promise<void> {
    const ended = this.#answer?.catch(() => undefined);
    if (this.#open.size === 0) {
      const asked = new Promise<void>((resolve) => (this.#onAsked = resolve));
      await Promise.race([ended, asked]);
    }
    if (!this.#ended) await Promise.race([ended, after(gatherMs)]);
  }

  #inNextRound(): Step {
    this.#round = randomBytes(16).toString('base64url');
    const questions = [...this.#open].map(([name, { question }]) => {
      return [name, questionFor('modern', question, randomUUID)] as const;
    });
    return {
      kind: 'asked',
      inputRequests: Object.fromEntries(questions),
      call: this.id,
      round: this.#round,
    };
  }

  /** The answer, or why there is none: the gateway's own reason before what it made of the exchange. */
  async #outcome(): Promise<JsonRpcResponse> {
    if (!this.#answer) throw new Error('The call was not begun.');
    try {
      return await this.#answer;
    } catch (error) {
      const reason: unknown = this.signal.reason;
      throw reason instanceof CannotGoOn || reason instanceof Stopping ? reason : error;
    }
  }
}
