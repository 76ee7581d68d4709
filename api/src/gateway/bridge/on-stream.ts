import {
  errorCodes,
  failure,
  type JsonRpcNotification,
  type JsonRpcRequest,
  type JsonRpcResponse,
} from '../../platform/mcp/jsonrpc.js';
import { canAnswer, questionOf } from '../../platform/mcp/revisions/questions.js';
import type { Questions } from '../calls/questions.js';
import { isWanted, type Dialogue, type Reply } from '../calls/relay.js';
import type { GatewayLimits } from '../limits/limits.js';
import { objectionTo, type BridgedCall } from './bridged-call.js';
import { CannotGoOn, type CannotGoOnCode } from '../pipeline/cannot-go-on.js';
import { OpenQuestions } from './open-questions.js';

/**
 * A call whose client is asked on its own stream, as older upstreams ask older clients.
 *
 * The upstream has its time limit, and so has the person who answers; the one does not run while the other does.
 */
export class OnStream implements Dialogue {
  readonly #life = new AbortController();
  readonly #open: OpenQuestions;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly call: BridgedCall,
    questions: Questions,
    private readonly limits: GatewayLimits,
    /** Milliseconds the upstream has to answer, or to ask. */
    private readonly callMs: number,
  ) {
    this.#open = new OpenQuestions(call.turn, questions);
  }

  get signal(): AbortSignal {
    return this.#life.signal;
  }

  get timeoutMs(): number {
    return this.limits.conversationMs;
  }

  /** Waits for the end of the exchange. */
  async until(exchange: (dialogue: Dialogue) => Promise<JsonRpcResponse>): Promise<JsonRpcResponse> {
    const { signal } = this.call.turn;
    const leave = () => this.#life.abort(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      return await exchange(this);
    } catch (error) {
      const reason: unknown = this.signal.reason;
      throw reason instanceof CannotGoOn ? reason : error;
    } finally {
      clearTimeout(this.#timer);
      signal.removeEventListener('abort', leave);
      this.#open.takeBack();
    }
  }

  began(): void {
    this.#setTimer();
  }

  async notified(message: JsonRpcNotification): Promise<void> {
    const { turn, trail } = this.call;
    if (!isWanted(turn.asked, message)) return;
    await trail.started();
    await turn.answer.send(message);
  }

  async asked(message: JsonRpcRequest, reply: Reply, leave: () => void): Promise<void> {
    const { turn, trail } = this.call;
    const { asked, answer } = turn;
    const question = questionOf(message);
    const isAnswerable = question !== undefined && canAnswer(asked.clientCapabilities, question);
    if (!asked.session || !answer.canStream || !isAnswerable) {
      const why = 'The client of this call cannot be asked this.';
      return reply(failure(message.id, errorCodes.methodNotFound, why));
    }
    if (this.#open.size >= this.limits.questionsAtOnce) return this.#end('too_many_rounds');
    await trail.started();
    leave();
    const asking = this.#open.ask(message, (response) => {
      this.#setTimer();
      void this.#bring(response, reply);
    });
    this.#setTimer();
    await asking;
  }

  async #bring(response: JsonRpcResponse, reply: Reply): Promise<void> {
    const objection = await objectionTo(this.call);
    if (objection) return this.#end(objection);
    // If the upstream does not hear the answer, its call ends by the time limit.
    await reply(response).catch(() => undefined);
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const isAsking = this.#open.size > 0;
    const end = () =>
      isAsking
        ? this.#end('answer_timeout')
        : this.#life.abort(new DOMException('The time is over.', 'TimeoutError'));
    this.#timer = setTimeout(end, isAsking ? this.limits.answerMs : this.callMs).unref();
  }

  #end(code: CannotGoOnCode): void {
    this.#life.abort(new CannotGoOn(code, this.call.turn.resolved.connector.name));
  }
}
